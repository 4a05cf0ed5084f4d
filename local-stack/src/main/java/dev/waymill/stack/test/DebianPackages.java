package dev.waymill.stack.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/// Programs for tests from Debian's packages, unpacked into a directory and not installed.
public final class DebianPackages {
    /// With directories of its own, apt needs neither root nor package lists on the machine.
    private static final String DOWNLOAD = """
            mkdir -p state/lists/partial cache/archives/partial root
            options="-o Dir::State=$PWD/state -o Dir::Cache=$PWD/cache"
            apt-get $options update -qq
            apt-get $options download -qq "$@"
            for package in *.deb; do dpkg -x "$package" root; done
            """;

    private DebianPackages() {}

    /// Downloads the packages, unless an earlier call has.
    ///
    /// @param directory of these packages alone
    /// @return the root of their files
    /// @throws IOException with the reason why they are not available
    public static Path unpack(Path directory, String... packages) throws IOException {
        if (!Files.exists(directory)) {
            var parent = Files.createDirectories(Objects.requireNonNull(directory.getParent()));
            var partial = Files.createTempDirectory(parent, "packages");
            try {
                download(partial, packages);
                Files.move(partial, directory);
            } finally {
                FileUtils.deleteQuietly(partial.toFile());
            }
        }
        return directory.resolve("root");
    }

    private static void download(Path directory, String... packages) throws IOException {
        var log = directory.resolve("download.log");
        var command = Stream.concat(Stream.of("sh", "-euc", DOWNLOAD, "sh"), Stream.of(packages));
        try {
            int status = new ProcessBuilder(command.toList())
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IOException(
                        "apt-get provides no " + String.join(", ", packages) + ": " + Files.readString(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while downloading " + String.join(", ", packages), e);
        }
    }
}

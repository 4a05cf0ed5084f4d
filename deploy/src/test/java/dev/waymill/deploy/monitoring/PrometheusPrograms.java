package dev.waymill.deploy.monitoring;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// The programs of Prometheus and Alertmanager: those on the PATH, else from Debian's packages, which are downloaded
/// once and unpacked below `target`, not installed. Where neither works, the calling test is skipped with the reason.
final class PrometheusPrograms {
    private static final Path UNPACKED = Project.target("prometheus");
    /// With directories of its own, apt needs neither root nor package lists on the machine.
    ///
    /// Debian's Alertmanager reads its templates from an absolute path, where they are only if it is installed. The
    /// path is replaced by one that is as long and means the working directory.
    private static final String DOWNLOAD = """
            mkdir -p state/lists/partial cache/archives/partial root
            options="-o Dir::State=$PWD/state -o Dir::Cache=$PWD/cache"
            apt-get $options update -qq
            apt-get $options download -qq prometheus prometheus-alertmanager
            for package in *.deb; do dpkg -x "$package" root; done
            LC_ALL=C sed -i 's#/usr/share/prometheus/alertmanager#./././././././././././././././././#g' \\
              root/usr/bin/prometheus-alertmanager
            """;

    private PrometheusPrograms() {}

    static Path promtool() {
        return find("promtool");
    }

    static Path prometheus() {
        return find("prometheus");
    }

    static Path alertmanager() {
        return find("alertmanager", "prometheus-alertmanager");
    }

    /// Copies what the unpacked Alertmanager reads from its working directory.
    static void copyTemplates(Path directory) throws IOException {
        var templates = UNPACKED.resolve("root/usr/share/prometheus/alertmanager");
        if (Files.isDirectory(templates)) {
            try (var files = Files.newDirectoryStream(templates, "*.tmpl")) {
                for (var file : files) {
                    Files.copy(file, directory.resolve(file.getFileName().toString()));
                }
            }
        }
    }

    static Path amtool() {
        return find("amtool");
    }

    /// @param names the program's names at different distributors
    private static Path find(String... names) {
        var path = Stream.of(System.getenv().getOrDefault("PATH", "").split(System.getProperty("path.separator")))
                .map(Path::of)
                .toList();
        return find(path, names).or(() -> find(unpacked(), names)).orElseGet(() -> abort(names[0] + " is missing"));
    }

    private static Optional<Path> find(List<Path> directories, String... names) {
        return directories.stream()
                .flatMap(directory -> Stream.of(names).map(directory::resolve))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static List<Path> unpacked() {
        if (!Packages.UNPACKING.succeeded()) {
            var message = "SKIPPED: Prometheus is neither on the PATH nor available from apt-get: "
                    + Packages.UNPACKING.output();
            System.err.println(message);
            abort(message);
        }
        return List.of(UNPACKED.resolve("root/usr/bin"));
    }

    /// Tries once, at first use: a failure takes long.
    private static final class Packages {
        static final Command.Result UNPACKING = unpack();

        private static Command.Result unpack() {
            if (Files.exists(UNPACKED)) {
                return new Command.Result(0, "");
            }
            try {
                var parent = Objects.requireNonNull(UNPACKED.getParent());
                var partial = Files.createTempDirectory(Files.createDirectories(parent), "prometheus");
                var result = Command.run(partial, "", "sh", "-euc", DOWNLOAD);
                if (result.succeeded()) {
                    Files.move(partial, UNPACKED);
                }
                return result;
            } catch (IOException e) {
                return new Command.Result(1, e.toString());
            }
        }
    }
}

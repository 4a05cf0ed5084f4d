package dev.waymill.deploy.monitoring;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.waymill.stack.test.DebianPackages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The programs of Prometheus and Alertmanager: those on the PATH, else from Debian's packages, which are downloaded
/// once and unpacked below `target`, not installed. Where neither works, the calling test is skipped with the reason.
final class PrometheusPrograms {
    private static final Path UNPACKED = Project.target("prometheus");
    /// Debian's Alertmanager reads its templates from an absolute path, where they are only if it is installed. The
    /// path is replaced by one that is as long and means the working directory.
    private static final String REPLACE_PATH =
            "s#/usr/share/prometheus/alertmanager#./././././././././././././././././#g";

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
        if (!Packages.MISSING.isEmpty()) {
            var message = "SKIPPED: Prometheus is not on the PATH, and " + Packages.MISSING;
            System.err.println(message);
            abort(message);
        }
        return List.of(UNPACKED.resolve("root/usr/bin"));
    }

    /// Tries once, at first use: a failure takes long.
    private static final class Packages {
        /// Why there are no packages; empty if there are.
        static final String MISSING = unpack();

        private static String unpack() {
            try {
                var root = DebianPackages.unpack(UNPACKED, "prometheus", "prometheus-alertmanager");
                var result = Command.run(
                        root, "", "env", "LC_ALL=C", "sed", "-i", REPLACE_PATH, "usr/bin/prometheus-alertmanager");
                return result.succeeded() ? "" : result.output();
            } catch (IOException e) {
                return String.valueOf(e.getMessage());
            }
        }
    }
}

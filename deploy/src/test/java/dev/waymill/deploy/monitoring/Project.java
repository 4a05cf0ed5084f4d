package dev.waymill.deploy.monitoring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The files under test.
final class Project {
    private static final Path ROOT =
            Path.of(System.getProperty("waymill.home", "..")).toAbsolutePath().normalize();

    private Project() {}

    static Path prometheus() {
        return ROOT.resolve("deploy/prometheus");
    }

    static Path grafana() {
        return ROOT.resolve("deploy/grafana");
    }

    static Path ruleTests() {
        return ROOT.resolve("deploy/src/test/prometheus");
    }

    static Path docs(String name) {
        return ROOT.resolve("docs").resolve(name);
    }

    static Path target(String name) {
        return ROOT.resolve("deploy/target").resolve(name);
    }

    /// The files of a directory with this ending, by name.
    static List<Path> files(Path directory, String ending) {
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.waymill.deploy.monitoring;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The alerts and recording rules of `deploy/prometheus/rules`.
final class Rules {
    private static final YAMLMapper YAML = new YAMLMapper();

    private Rules() {}

    record Alert(String name, String expression, String severity, JsonNode annotations) {
        String annotation(String key) {
            return annotations.path(key).asString("");
        }
    }

    static List<Path> files() {
        return Project.files(Project.prometheus().resolve("rules"), ".yml");
    }

    static List<Alert> alerts() {
        return all().filter(rule -> rule.has("alert"))
                .map(rule -> new Alert(
                        rule.path("alert").asString(),
                        rule.path("expr").asString(),
                        rule.at("/labels/severity").asString(""),
                        rule.path("annotations")))
                .toList();
    }

    static List<String> expressions() {
        return all().map(rule -> rule.path("expr").asString()).toList();
    }

    /// The names of the series that the recording rules make.
    static List<String> recorded() {
        return all().filter(rule -> rule.has("record"))
                .map(rule -> rule.path("record").asString())
                .distinct()
                .toList();
    }

    static JsonNode read(Path file) {
        return YAML.readTree(file.toFile());
    }

    private static Stream<JsonNode> all() {
        return files().stream()
                .flatMap(file -> read(file).path("groups").valueStream())
                .flatMap(group -> group.path("rules").valueStream());
    }
}

package dev.waymill.deploy.monitoring;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A dashboard of `deploy/grafana/dashboards`.
record Dashboard(String file, JsonNode json) {
    private static final List<String> IN_ORDER =
            List.of("overview", "jobs", "kafka", "imports", "api", "databases", "processes");

    /// All dashboards, the Overview first.
    static List<Dashboard> all() {
        return Project.files(Project.grafana().resolve("dashboards"), ".json").stream()
                .map(file -> new Dashboard(
                        file.getFileName().toString().replace(".json", ""),
                        JsonMapper.shared().readTree(file.toFile())))
                .sorted((one, other) -> IN_ORDER.indexOf(one.file()) - IN_ORDER.indexOf(other.file()))
                .toList();
    }

    static List<String> expectedFiles() {
        return IN_ORDER;
    }

    String uid() {
        return json.path("uid").asString("");
    }

    String title() {
        return json.path("title").asString("");
    }

    String description() {
        return json.path("description").asString("");
    }

    List<Panel> panels() {
        return json.path("panels")
                .valueStream()
                .map(panel -> new Panel(this, panel))
                .toList();
    }

    @Override
    public String toString() {
        return title();
    }

    record Panel(Dashboard dashboard, JsonNode json) {
        String title() {
            return json.path("title").asString("");
        }

        /// The question that the panel answers.
        String description() {
            return json.path("description").asString("");
        }

        String unit() {
            return json.at("/fieldConfig/defaults/unit").asString("");
        }

        /// Whether it shows metrics of an exporter that we do not run, so that it is empty without it.
        boolean needsExporter() {
            return description().contains("Needs ");
        }

        List<String> expressions() {
            return json.path("targets")
                    .valueStream()
                    .map(target -> target.path("expr").asString())
                    .toList();
        }

        @Override
        public String toString() {
            return dashboard.title() + " / " + title();
        }
    }
}

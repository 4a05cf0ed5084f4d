package dev.waymill.deploy.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The configuration of Prometheus, Alertmanager and Grafana.
class ConfigurationTest {
    @Test
    void prometheus_accepts_its_configuration() throws IOException {
        var promtool = PrometheusPrograms.promtool().toString();

        var result =
                Command.run(Project.prometheus(), "", promtool, "check", "config", "--syntax-only", "prometheus.yml");

        assertThat(result.succeeded()).as(result.output()).isTrue();
    }

    @Test
    void alertmanager_accepts_its_configuration(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("alertmanager.yml"), Alertmanager.config("http://localhost"));
        var amtool = PrometheusPrograms.amtool().toString();

        var result = Command.run(directory, "", amtool, "check-config", "alertmanager.yml");

        assertThat(result.succeeded()).as(result.output()).isTrue();
    }

    @Test
    void each_severity_has_its_receiver(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("alertmanager.yml"), Alertmanager.config("http://localhost"));

        assertThat(receiver(directory, "alertname=NoWorkers", "severity=page")).isEqualTo("page");
        assertThat(receiver(directory, "alertname=DeadLetters", "severity=ticket"))
                .isEqualTo("ticket");
        assertThat(receiver(directory, "alertname=Watchdog", "severity=none")).isEqualTo("dead-mans-switch");
    }

    private static String receiver(Path directory, String... labels) throws IOException {
        var amtool = PrometheusPrograms.amtool().toString();
        var result = Command.run(
                directory,
                "",
                amtool,
                "config",
                "routes",
                "test",
                "--config.file=alertmanager.yml",
                labels[0],
                labels[1]);
        return result.output().lines().toList().getLast();
    }

    @Test
    void the_data_source_of_grafana_is_the_prometheus_of_the_compose_file() {
        var source = Rules.read(Project.grafana().resolve("provisioning/datasources/waymill.yml"));
        var provider = Rules.read(Project.grafana().resolve("provisioning/dashboards/waymill.yml"));

        assertThat(source.at("/datasources/0/url").asString()).isEqualTo("http://prometheus:9090");
        assertThat(source.at("/datasources/0/isDefault").asBoolean()).isTrue();
        assertThat(provider.at("/providers/0/options/path").asString()).isEqualTo("/var/lib/grafana/dashboards");
    }
}

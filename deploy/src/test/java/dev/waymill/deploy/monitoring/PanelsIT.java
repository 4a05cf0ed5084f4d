package dev.waymill.deploy.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.cli.up.ServiceProcess;
import dev.waymill.cli.up.ServiceStack;
import dev.waymill.deploy.monitoring.Dashboard.Panel;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// No panel is empty while the services work, and what they expose is what Prometheus expects. Prints a value of each
/// panel.
@EnabledIfSystemProperty(named = "waymill.slow", matches = "true", disabledReason = "Run ./waymill test --slow")
class PanelsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    /// A window over several scrapes.
    private static final String RATE_INTERVAL = "20s";

    @TempDir
    static Path directory;

    static ServiceStack services;
    static Prometheus prometheus;

    @BeforeAll
    static void start() throws IOException {
        PrometheusPrograms.prometheus();
        services = ServiceStack.start(directory.resolve("data"), ServiceStack.Options.defaults());
        prometheus = Prometheus.start(directory, services, "127.0.0.1:1");
    }

    @AfterAll
    static void stop() throws IOException {
        if (prometheus != null) {
            prometheus.close();
        }
        if (services != null) {
            services.close();
        }
    }

    @Test
    void no_panel_is_empty_while_the_services_work() throws IOException, InterruptedException {
        var values = new LinkedHashMap<Panel, List<String>>();
        var empty = new ArrayList<String>();
        try (var load = new Load(services)) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            do {
                load.run();
                values.clear();
                empty.clear();
                read(values, empty);
            } while (!empty.isEmpty() && System.nanoTime() < deadline);
        }

        values.forEach((panel, shown) -> System.out.printf("%s: %s%n", panel, String.join(", ", shown)));
        assertThat(empty).isEmpty();
    }

    private static void read(Map<Panel, List<String>> values, List<String> empty)
            throws IOException, InterruptedException {
        for (var dashboard : Dashboard.all()) {
            for (var panel : dashboard.panels()) {
                for (var expression : panel.expressions()) {
                    var value = prometheus.lastValue(Expression.withoutMacros(expression, RATE_INTERVAL));
                    if (value.isPresent()) {
                        values.computeIfAbsent(panel, _ -> new ArrayList<>())
                                .add("%.4g".formatted(value.getAsDouble()));
                    } else if (!panel.needsExporter()) {
                        empty.add(panel + ": " + expression);
                    }
                }
            }
        }
    }

    @Test
    void few_panels_need_an_exporter() {
        assertThat(Dashboard.all().stream().flatMap(dashboard -> dashboard.panels().stream()))
                .filteredOn(Panel::needsExporter)
                .hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void promtool_finds_no_fault_in_our_metrics() throws IOException, InterruptedException {
        for (var service : List.of(services.gateway(), services.scheduler(), services.worker())) {
            var promtool = PrometheusPrograms.promtool().toString();
            var result = Command.run(directory, scrape(service), promtool, "check", "metrics");

            assertThat(result.output()).doesNotContain("error while linting");
            assertThat(result.output().lines()).as(service.name()).noneMatch(line -> line.startsWith("waymill_"));
        }
    }

    private static String scrape(ServiceProcess service) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(service.managementUrl().resolve("/actuator/prometheus"))
                .header("Authorization", "Bearer " + services.secret())
                .build();
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request, BodyHandlers.ofString()).body();
        }
    }
}

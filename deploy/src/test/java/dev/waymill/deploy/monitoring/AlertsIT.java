package dev.waymill.deploy.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.cli.api.Api;
import dev.waymill.cli.up.ServiceStack;
import dev.waymill.deploy.monitoring.Alertmanager.Notice;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// A person is called when no worker is left, and told when there is one again. Prints how long the call takes.
@EnabledIfSystemProperty(named = "waymill.slow", matches = "true", disabledReason = "Run ./waymill test --slow")
class AlertsIT {
    /// It takes about 75 s on an idle machine: the alert waits for 45 s of them.
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    static Path directory;

    static ServiceStack services;
    static Alertmanager alertmanager;
    static Prometheus prometheus;

    @BeforeAll
    static void start() throws IOException {
        PrometheusPrograms.prometheus();
        services = ServiceStack.start(directory.resolve("data"), ServiceStack.Options.defaults());
        alertmanager = Alertmanager.start(directory);
        prometheus = Prometheus.start(directory, services, alertmanager.address());
    }

    @AfterAll
    static void stop() throws IOException {
        if (prometheus != null) {
            prometheus.close();
        }
        if (alertmanager != null) {
            alertmanager.close();
        }
        if (services != null) {
            services.close();
        }
    }

    @Test
    void a_killed_worker_reaches_a_persons_webhook() throws Exception {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(prometheus.targetsUp()).containsExactly("gateway", "scheduler", "worker"));
        assertThat(alertmanager.notices()).noneMatch(notice -> notice.receiver().equals("page"));

        services.worker().kill();
        long killed = System.nanoTime();
        try (var api = new Api(services.url(), services.adminKey())) {
            api.post("/jobs", "{\"type\": \"noop\"}");
        }
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(alertmanager.notices()).contains(new Notice("page", "NoWorkers", "firing")));
        System.out.printf(
                "%d s from the death of the worker to the webhook%n",
                Duration.ofNanos(System.nanoTime() - killed).toSeconds());

        services.worker().restart();
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(alertmanager.notices()).contains(new Notice("page", "NoWorkers", "resolved")));
        await().untilAsserted(() ->
                assertThat(alertmanager.notices()).contains(new Notice("dead-mans-switch", "Watchdog", "firing")));
    }
}

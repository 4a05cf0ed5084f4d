package dev.waymill.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The job view and the readiness while other services do not respond. Each test has its own gateway, since the
/// circuit breaker remembers failures.
class UpstreamClientsIT {
    private RunningGateway gateway;
    private String key;
    private String job;

    @BeforeEach
    void aJob() {
        gateway = RunningGateway.start();
        key = gateway.key("owner-" + UUID.randomUUID(), "operator");
        job = gateway.post("/api/v1/jobs", key, "{\"type\": \"noop\"}").is(202).text("/id");
        gateway.scheduler.respond("GET /internal/jobs/" + job + "/status", 404, "{\"code\": \"job-not-found\"}");
        gateway.worker.respond("GET /internal/executions/" + job, 200, "{}");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void the_view_names_two_hanging_services_without_waiting_for_them() throws Exception {
        gateway.scheduler.delayBy(60_000);
        gateway.worker.delayBy(60_000);

        var slowest = Duration.ZERO;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = Stream.generate(() -> (Callable<Duration>) this::requestViewMissingBoth)
                    .limit(50)
                    .toList();
            for (var took : threads.invokeAll(calls)) {
                slowest = took.get().compareTo(slowest) > 0 ? took.get() : slowest;
            }
        }

        assertThat(slowest).isLessThan(Duration.ofSeconds(30));
        assertThat(requestViewMissingBoth()).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void the_circuit_opens_for_a_hanging_service_and_closes_later() {
        gateway.scheduler.delayBy(2_000);
        await().untilAsserted(() -> {
            requestView("scheduler");
            assertThat(metric())
                    .contains("waymill_upstream_open{service=\"scheduler\"} 1")
                    .contains("resilience4j_circuitbreaker_state{name=\"scheduler\",state=\"open\"} 1");
        });

        gateway.scheduler.delayBy(0);

        await().untilAsserted(() -> requestView(""));
        await().untilAsserted(() -> assertThat(metric()).contains("waymill_upstream_open{service=\"scheduler\"} 0"));
    }

    @Test
    void an_unreadable_upstream_answer_counts_as_missing() {
        gateway.scheduler.respond("GET /internal/jobs/" + job + "/status", 200, "<html>not me</html>");
        gateway.worker.respond("GET /internal/executions/" + job, 200, "");

        requestViewMissingBoth();
    }

    @Test
    void readiness_waits_for_the_upstream_services() {
        gateway.get("/actuator/health/readiness", "").is(200);
        gateway.worker.respond("GET /actuator/health/readiness", 503, "{}");
        await().untilAsserted(
                        () -> gateway.get("/actuator/health/readiness", "").is(503));
        gateway.worker.respond("GET /actuator/health/readiness", 200, "{}");
        await().untilAsserted(
                        () -> gateway.get("/actuator/health/readiness", "").is(200));
        gateway.get("/actuator/health/liveness", "").is(200);
    }

    private Duration requestViewMissingBoth() {
        return requestView("scheduler,worker");
    }

    private Duration requestView(String missing) {
        long began = System.nanoTime();
        var view = gateway.get("/api/v1/jobs/" + job, key).is(200).json();
        long took = System.nanoTime() - began;
        assertThat(view.path("id").asString()).isEqualTo(job);
        assertThat(String.join(
                        ",",
                        view.path("missing")
                                .valueStream()
                                .map(one -> one.asString())
                                .toList()))
                .isEqualTo(missing);
        return Duration.ofNanos(took);
    }

    private String metric() {
        return gateway.meters();
    }
}

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

/// The job view while other services accept calls but do not respond. Each test has its own gateway, since the
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
        gateway.scheduler.says("GET /internal/jobs/" + job + "/status", 404, "{\"code\": \"job-not-found\"}");
        gateway.worker.says("GET /internal/executions/" + job, 200, "{}");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void with_both_hanging_the_view_waits_for_neither_and_says_what_is_missing() throws Exception {
        gateway.scheduler.takes(60_000);
        gateway.worker.takes(60_000);

        var slowest = Duration.ZERO;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = Stream.generate(() -> (Callable<Duration>) this::lookWithBothMissing)
                    .limit(50)
                    .toList();
            for (var took : threads.invokeAll(calls)) {
                slowest = took.get().compareTo(slowest) > 0 ? took.get() : slowest;
            }
        }

        assertThat(slowest).isLessThan(Duration.ofSeconds(30));
        assertThat(lookWithBothMissing()).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void who_does_not_answer_is_not_waited_for_by_everybody_and_is_asked_again_later() {
        gateway.scheduler.takes(2_000);
        await().untilAsserted(() -> {
            look("scheduler");
            assertThat(metric())
                    .contains("waymill_neighbour_open{neighbour=\"scheduler\"} 1")
                    .contains("resilience4j_circuitbreaker_state{name=\"scheduler\",state=\"open\"} 1");
        });

        gateway.scheduler.takes(0);

        await().untilAsserted(() -> look(""));
        await().untilAsserted(() -> assertThat(metric()).contains("waymill_neighbour_open{neighbour=\"scheduler\"} 0"));
    }

    @Test
    void garbage_is_no_answer() {
        gateway.scheduler.says("GET /internal/jobs/" + job + "/status", 200, "<html>not me</html>");
        gateway.worker.says("GET /internal/executions/" + job, 200, "");

        lookWithBothMissing();
    }

    private Duration lookWithBothMissing() {
        return look("scheduler,worker");
    }

    private Duration look(String missing) {
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

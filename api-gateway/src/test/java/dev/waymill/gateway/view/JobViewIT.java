package dev.waymill.gateway.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.gateway.RunningGateway;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One view of a job, made from the answers of three services, whichever of them respond.
class JobViewIT {
    private final ViewedImport job = new ViewedImport(RunningGateway.shared());
    private final RunningGateway gateway = job.gateway;
    private final String key = job.key;
    private final UUID id = job.id;

    @Test
    void a_job_view_combines_all_three_services() {
        gateway.scheduler.respond(
                "GET /internal/jobs/" + id + "/status", 200, job.status(7, "grace", "2030-01-01T00:00:00Z"));
        gateway.worker.respond("GET /internal/executions/" + id, 200, """
                {"attempts": [], "import": {"format": "gpx", "points": {"read": 3}, "span": null, "reverted": false}}""");
        var view = gateway.get("/api/v1/jobs/" + id, key).is(200);
        assertThat(view.text("/state")).isEqualTo("grace");
        assertThat(view.text("/tasks/0/kind")).isEqualTo("import.promote");
        assertThat(view.json().at("/import/points/read").asInt()).isEqualTo(3);
        assertThat(view.text("/import/format")).isEqualTo("gpx");
        assertThat(view.text("/import/graceEndsAt")).isEqualTo("2030-01-01T00:00:00Z");
        assertThat(view.text("/import/sha256")).hasSize(64);
        assertThat(view.json().path("missing")).isEmpty();
        assertThat(view.json().path("priority").asInt()).isEqualTo(5);
    }

    @Test
    void a_job_unknown_to_the_scheduler_is_accepted_and_its_view_complete() {
        gateway.worker.respond("GET /internal/executions/" + id, 200, "{\"attempts\": [], \"import\": null}");
        var view = gateway.get("/api/v1/jobs/" + id, key).is(200);
        assertThat(view.text("/state")).isEqualTo("accepted");
        assertThat(view.json().path("tasks")).isEmpty();
        assertThat(view.json().path("missing")).isEmpty();
        assertThat(view.text("/import/fileName")).isEqualTo("ride.gpx");
    }

    @Test
    void the_view_names_a_failed_upstream_service_without_waiting_for_it() {
        gateway.scheduler.delayBy(60_000);
        gateway.worker.respond("GET /internal/executions/" + id, 500, "<html>oops</html>");
        gateway.get("/api/v1/jobs/" + UUID.randomUUID(), key);
        var before = Instant.now();
        var view = gateway.get("/api/v1/jobs/" + id, key).is(200);
        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(30));
        assertThat(view.json().path("missing").toString()).isEqualTo("[\"scheduler\",\"worker\"]");
        assertThat(view.text("/state")).isEqualTo("accepted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"state\": \"dreaming\"}", "not json", "{\"id\": 5, \"tasks\": 1}"})
    void the_view_names_a_scheduler_whose_answer_is_invalid(String nonsense) {
        gateway.scheduler.respond("GET /internal/jobs/" + id + "/status", 200, nonsense);
        gateway.worker.respond("GET /internal/executions/" + id, 200, nonsense);
        var view = gateway.get("/api/v1/jobs/" + id, key).is(200);
        assertThat(view.json().path("missing").toString()).contains("scheduler");
        assertThat(view.text("/state")).isEqualTo("accepted");
    }

    @Test
    void a_job_shows_the_priority_that_it_has_now() {
        gateway.scheduler.respond(
                "GET /internal/jobs/" + id + "/status",
                200,
                job.status(7, "queued", null).replace("\"priority\": 5", "\"priority\": 1"));

        assertThat(gateway.get("/api/v1/jobs/" + id, key)
                        .is(200)
                        .json()
                        .path("priority")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void the_attempts_come_from_the_scheduler() {
        gateway.scheduler.respond(
                "GET /internal/jobs/" + id + "/attempts", 200, "{\"items\": [{\"attempt\": 1}], \"next\": null}");

        var attempts = gateway.get("/api/v1/jobs/" + id + "/attempts", key).is(200);

        assertThat(attempts.json().at("/items/0/attempt").asInt()).isEqualTo(1);
    }

    @Test
    void upstream_requests_carry_the_trace_of_the_request() {
        var trace = gateway.get("/api/v1/jobs/" + id, key).is(200).header("X-Trace-Id");

        assertThat(gateway.scheduler.traces()).anyMatch(sent -> sent.contains(trace));
        assertThat(gateway.worker.traces()).anyMatch(sent -> sent.contains(trace));
    }
}

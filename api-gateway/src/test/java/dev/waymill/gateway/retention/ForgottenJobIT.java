package dev.waymill.gateway.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.gateway.RunningGateway;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a client is told of a job that the gateway or the scheduler has deleted.
class ForgottenJobIT {
    private final HistoryFixture history = new HistoryFixture();
    private final RunningGateway gateway = history.gateway;
    private final String key = history.key;

    @ParameterizedTest
    @ValueSource(strings = {"cancel", "retry", "hold", "release", "attempts", "promote"})
    void a_command_for_a_job_deleted_by_the_scheduler_gives_a_410(String order) {
        var job = history.job(5, "noop", "failed");
        gateway.scheduler.requests().clear();

        var path = "/api/v1/" + (order.equals("promote") ? "imports/" : "jobs/") + job + "/" + order;
        var answer = order.equals("attempts") ? gateway.get(path, key) : gateway.post(path, key, "");

        answer.isProblem(410, "job-forgotten");
        assertThat(gateway.scheduler.requests())
                .filteredOn(request -> request.contains(job.toString()))
                .hasSizeLessThanOrEqualTo(1);
        assertThat(gateway.get("/api/v1/jobs/" + job, key).is(200).text("/state"))
                .isEqualTo("failed");
    }

    @Test
    void a_job_past_its_retention_gives_a_410_before_the_sweep() {
        var job = history.job(31, "noop", "succeeded");

        gateway.get("/api/v1/jobs/" + job, key).isProblem(410, "job-forgotten");
        gateway.scheduler.delayBy(2_000);
        gateway.get("/api/v1/jobs/" + job, key).is(200);
    }

    @Test
    void a_deleted_job_leaves_nothing_but_a_410_for_its_owner() throws IOException {
        var job = history.job(31, "import", "failed");
        var young = history.job(29, "import", "failed");
        history.file(history.importKey(job), Duration.ofDays(31));
        history.file("imports/" + job, Duration.ofDays(31));
        history.file("imports/" + young, Duration.ofDays(29));
        history.idempotencyKey("a", job, 3);

        history.sweep();

        assertThat(history.exists(job)).isFalse();
        assertThat(history.exists(young)).isTrue();
        assertThat(history.place(history.importKey(job))).doesNotExist();
        assertThat(history.place("imports/" + job)).doesNotExist();
        assertThat(history.place("imports/" + young)).exists();
        assertThat(history.keys()).isEmpty();
        for (var path : List.of("jobs/%s", "jobs/%s/attempts", "jobs/%s/events", "imports/%s/preview")) {
            gateway.get("/api/v1/" + path.formatted(job), key).isProblem(410, "job-forgotten");
        }
        for (var path : List.of("jobs/%s/cancel", "jobs/%s/retry", "imports/%s/promote", "imports/%s/revert")) {
            gateway.post("/api/v1/" + path.formatted(job), key, "").isProblem(410, "job-forgotten");
        }
        gateway.get("/api/v1/jobs/" + job, gateway.key("owner-" + UUID.randomUUID(), "operator"))
                .isProblem(404, "job-not-found");
        assertThat(gateway.get("/api/v1/jobs?limit=200", key).is(200).json().path("items"))
                .hasSize(1);

        history.age("forgotten_job", "forgotten_at", "id = '" + job + "'", 31);
        history.sweep();
        gateway.get("/api/v1/jobs/" + job, key).isProblem(404, "job-not-found");
    }

    @Test
    void live_points_can_be_reverted_after_their_job_is_deleted() {
        var live = history.job(100, "import", "succeeded");
        history.sweep();
        gateway.post("/api/v1/imports/" + live + "/revert", key, "").isProblem(410, "job-forgotten");
        gateway.worker.respond("GET /internal/imports/" + live + "/state", 200, "{\"state\": \"promoted\"}");

        var revert =
                gateway.post("/api/v1/imports/" + live + "/revert", key, "").is(202);

        assertThat(revert.text("/type")).isEqualTo("revert");
        assertThat(gateway.post("/api/v1/imports/" + live + "/revert", key, "")
                        .is(200)
                        .text("/id"))
                .isEqualTo(revert.text("/id"));
    }
}

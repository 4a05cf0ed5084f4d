package dev.waymill.gateway.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.JobState;
import dev.waymill.gateway.RunningGateway;
import dev.waymill.gateway.job.JobChange;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Commands for a job: they are forwarded to the scheduler, whose answer is shown at once, or refused.
class JobCommandsIT {
    private final ViewedImport job = new ViewedImport(RunningGateway.shared());
    private final RunningGateway gateway = job.gateway;
    private final String key = job.key;
    private final UUID id = job.id;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hold     | {}",
                "release  | {}",
                "retry    | {}",
                "priority | {\"priority\": 0}",
                "run-at   | {\"runAt\": \"2030-01-01T00:00:00Z\"}",
            })
    void a_command_is_forwarded_and_returns_the_job(String order, String body) {
        gateway.scheduler.respond("POST /internal/jobs/" + id + "/" + order, 200, job.status(9, "held", null));

        var view = gateway.post("/api/v1/jobs/" + id + "/" + order, key, body).is(200);

        assertThat(view.text("/state")).isEqualTo("held");
        var stranger = gateway.key("owner-" + UUID.randomUUID(), "operator");
        gateway.post("/api/v1/jobs/" + id + "/" + order, stranger, body).isProblem(404, "job-not-found");
        var viewer = gateway.key("owner-" + UUID.randomUUID(), "viewer");
        gateway.post("/api/v1/jobs/" + id + "/" + order, viewer, body).isProblem(403, "forbidden");
    }

    @Test
    void a_promotion_returns_the_job() {
        gateway.scheduler.respond("POST /internal/jobs/" + id + "/promote", 200, job.status(9, "queued", null));
        assertThat(gateway.post("/api/v1/imports/" + id + "/promote", key, "")
                        .is(200)
                        .text("/state"))
                .isEqualTo("queued");
    }

    @Test
    void a_cancelled_job_is_shown_at_once_and_its_file_accepted_again() {
        gateway.scheduler.respond("POST /internal/jobs/" + id + "/cancel", 200, job.status(9, "cancelled", null));
        var view = gateway.post("/api/v1/jobs/" + id + "/cancel", key, "").is(200);
        assertThat(view.text("/state")).isEqualTo("cancelled");
        assertThat(gateway.get("/api/v1/jobs?state=cancelled", key).text("/items/0/id"))
                .isEqualTo(id.toString());
        gateway.upload("?filename=a", key, job.file).is(202);
        gateway.post("/api/v1/jobs/" + id + "/cancel", key, "").is(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "priority | {\"priority\": 10}",
                "priority | {}",
                "run-at   | {\"runAt\": null}",
                "run-at   | {\"runAt\": \"9999-01-01T00:00:00Z\"}",
            })
    void the_gateway_refuses_an_invalid_command(String order, String body) {
        gateway.post("/api/v1/jobs/" + id + "/" + order, key, body).isProblem(400, "invalid-field");
    }

    @ParameterizedTest
    @CsvSource({
        "cancel,  already-finished,  already-finished, already finished",
        "cancel,  past-cancelling,   past-cancelling,  no longer be cancelled",
        "promote, not-in-grace,      not-in-grace,     grace period",
        "hold,    nothing-waits,     nothing-waits,    A worker runs the task",
        "release, not-held,          not-held,         a held job",
        "retry,   not-failed,        not-failed,       a failed job",
        "retry,   cleaning-up,       cleaning-up,      the clean-up has finished",
        "promote, something-new,     conflict,         because",
    })
    void a_refusal_by_the_scheduler_becomes_a_problem(String order, String refusal, String code, String sentence) {
        gateway.scheduler.respond(
                "POST /internal/jobs/" + id + "/" + order,
                409,
                "{\"code\": \"%s\", \"detail\": \"because\"}".formatted(refusal));
        var path = order.equals("promote") ? "/api/v1/imports/" : "/api/v1/jobs/";
        var refused = gateway.post(path + id + "/" + order, key, "").isProblem(409, code);
        assertThat(refused.text("/detail")).contains(sentence);
    }

    @Test
    void a_command_to_an_unavailable_scheduler_gives_a_503_with_retry_after() {
        gateway.scheduler.delayBy(2_000);
        var refused = gateway.post("/api/v1/jobs/" + id + "/cancel", key, "");
        assertThat(refused.isProblem(503, "scheduler-unavailable").header("Retry-After"))
                .isEqualTo("2");
    }

    @Test
    void a_command_for_a_job_the_scheduler_never_receives_is_refused() {
        var refused = gateway.post("/api/v1/jobs/" + id + "/cancel", key, "");
        assertThat(refused.isProblem(409, "not-yet-scheduled").header("Retry-After"))
                .isEqualTo("1");
    }

    @Test
    void an_import_whose_file_is_deleted_is_not_retried() throws Exception {
        cancelled();
        gateway.scheduler.respond("POST /internal/jobs/" + id + "/retry", 200, job.status(4, "queued", null));
        Files.delete(gateway.importFile(id).orElseThrow());

        gateway.post("/api/v1/jobs/" + id + "/retry", key, "").isProblem(410, "file-gone");
    }

    @Test
    void an_import_whose_file_came_again_is_not_retried() {
        cancelled();
        gateway.scheduler.respond("POST /internal/jobs/" + id + "/retry", 200, job.status(4, "queued", null));
        var other = gateway.upload("?filename=ride.gpx", key, job.file).is(202).text("/id");

        var refused = gateway.post("/api/v1/jobs/" + id + "/retry", key, "").isProblem(409, "already-submitted");

        assertThat(refused.text("/detail")).contains(other);
    }

    /// Applies a change of the scheduler as the listener does.
    private void cancelled() {
        var now = Instant.now();
        var change = new JobChange(id, 3, JobState.CANCELLED, 1, null, null, null, null, now, now);
        gateway.bean(ReadModel.class).apply(List.of(change));
        assertThat(gateway.get("/api/v1/jobs?limit=1", key).text("/items/0/state"))
                .isEqualTo("cancelled");
    }
}

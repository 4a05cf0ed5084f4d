package dev.waymill.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.events.EventCodec;
import dev.waymill.events.JobChanged;
import dev.waymill.events.JobDeadLetter;
import dev.waymill.events.JobState;
import dev.waymill.events.Progress;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskError;
import dev.waymill.events.Topics;
import dev.waymill.events.UnreadableEventException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.kafka.core.KafkaTemplate;

class JobViewIT {
    private static RunningGateway gateway;
    private String key;
    private UUID id;
    private byte[] file = {};

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void aJob() {
        gateway.scheduler.delayBy(0);
        gateway.worker.delayBy(0);
        key = gateway.key("owner-" + UUID.randomUUID(), "operator");
        id = upload();
    }

    @Test
    void a_job_view_combines_all_three_services() {
        gateway.scheduler.respond(
                "GET /internal/jobs/" + id + "/status", 200, status(7, "grace", "2030-01-01T00:00:00Z"));
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
    void upstream_requests_carry_the_trace_of_the_request() {
        var traceparent = "00-" + "ab".repeat(16) + "-" + "cd".repeat(8) + "-01";

        gateway.send(gateway.request("/api/v1/jobs/" + id, key)
                        .header("traceparent", traceparent)
                        .GET())
                .is(200);

        assertThat(gateway.scheduler.traces()).contains(traceparent);
        assertThat(gateway.worker.traces()).contains(traceparent);
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
    void job_changes_are_applied_once_and_in_version_order() {
        var progress = new Progress("stage", 5, 10);
        send(changed(2, JobState.RUNNING, progress, null));
        awaitState("running");
        send(changed(1, JobState.QUEUED, null, null));
        send(changed(2, JobState.QUEUED, null, null));
        send(changed(4, JobState.FAILED, null, new TaskError("truncated-file", "It ends\u0000early", null)));
        send(changed(3, JobState.RUNNING, progress, null));
        awaitState("failed");
        var view = gateway.get("/api/v1/jobs/" + id, key);
        assertThat(view.text("/error/code")).isEqualTo("truncated-file");
        assertThat(view.text("/error/message")).isEqualTo("It ends\ufffdearly");
        assertThat(view.text("/finishedAt")).isNotEmpty();
        assertThat(view.text("/result/points")).isEqualTo("\ufffd");
    }

    @Test
    void an_unreadable_record_becomes_a_dead_letter_and_consumption_continues() throws Exception {
        var poison = UUID.randomUUID().toString();
        try (var deadLetters = EventProbe.of(Topics.JOB_DEAD_LETTER)) {
            kafka().send(new ProducerRecord<>(Topics.JOB_CHANGED, id.toString(), poison.getBytes(UTF_8)))
                    .join();
            send(changed(5, JobState.SUCCEEDED, null, null));
            awaitState("succeeded");
            await().untilAsserted(() -> assertThat(deadLetters.all().stream()
                            .map(JobViewIT::deadLetter)
                            .map(JobViewIT::bytesOf))
                    .contains(poison));
        }
    }

    @Test
    void the_newer_version_of_scheduler_and_read_model_is_shown() {
        send(changed(8, JobState.RUNNING, null, null));
        awaitState("running");
        gateway.scheduler.respond("GET /internal/jobs/" + id + "/status", 200, status(7, "grace", null));
        assertThat(gateway.get("/api/v1/jobs/" + id, key).text("/state")).isEqualTo("running");
        gateway.scheduler.respond("GET /internal/jobs/" + id + "/status", 200, status(9, "grace", null));
        assertThat(gateway.get("/api/v1/jobs/" + id, key).text("/state")).isEqualTo("grace");
    }

    @Test
    void a_cancelled_job_is_shown_at_once_and_its_file_accepted_again() {
        file = UUID.randomUUID().toString().getBytes(UTF_8);
        id = UUID.fromString(gateway.upload("?filename=a", key, file).is(202).text("/id"));
        gateway.scheduler.respond("POST /internal/jobs/" + id + "/cancel", 200, status(9, "cancelled", null));
        var view = gateway.post("/api/v1/jobs/" + id + "/cancel", key, "").is(200);
        assertThat(view.text("/state")).isEqualTo("cancelled");
        assertThat(gateway.get("/api/v1/jobs?state=cancelled", key).text("/items/0/id"))
                .isEqualTo(id.toString());
        gateway.upload("?filename=a", key, file).is(202);
        gateway.post("/api/v1/jobs/" + id + "/cancel", key, "").is(200);
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
        gateway.scheduler.respond("POST /internal/jobs/" + id + "/" + order, 200, status(9, "held", null));

        var view = gateway.post("/api/v1/jobs/" + id + "/" + order, key, body).is(200);

        assertThat(view.text("/state")).isEqualTo("held");
        var stranger = gateway.key("owner-" + UUID.randomUUID(), "operator");
        gateway.post("/api/v1/jobs/" + id + "/" + order, stranger, body).isProblem(404, "job-not-found");
        var viewer = gateway.key("owner-" + UUID.randomUUID(), "viewer");
        gateway.post("/api/v1/jobs/" + id + "/" + order, viewer, body).isProblem(403, "forbidden");
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

    @Test
    void a_job_shows_the_priority_that_it_has_now() {
        gateway.scheduler.respond(
                "GET /internal/jobs/" + id + "/status",
                200,
                status(7, "queued", null).replace("\"priority\": 5", "\"priority\": 1"));

        assertThat(gateway.get("/api/v1/jobs/" + id, key)
                        .is(200)
                        .json()
                        .path("priority")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void an_import_whose_file_is_deleted_is_not_retried() throws Exception {
        send(changed(3, JobState.CANCELLED, null, null));
        awaitState("cancelled");
        gateway.scheduler.respond("POST /internal/jobs/" + id + "/retry", 200, status(4, "queued", null));
        Files.delete(gateway.importFile(id).orElseThrow());

        gateway.post("/api/v1/jobs/" + id + "/retry", key, "").isProblem(410, "file-gone");
    }

    @Test
    void an_import_whose_file_came_again_is_not_retried() {
        send(changed(3, JobState.CANCELLED, null, null));
        awaitState("cancelled");
        gateway.scheduler.respond("POST /internal/jobs/" + id + "/retry", 200, status(4, "queued", null));
        var other = gateway.upload("?filename=ride.gpx", key, file).is(202).text("/id");

        var refused = gateway.post("/api/v1/jobs/" + id + "/retry", key, "").isProblem(409, "already-submitted");

        assertThat(refused.text("/detail")).contains(other);
    }

    @Test
    void the_attempts_come_from_the_scheduler() {
        gateway.scheduler.respond(
                "GET /internal/jobs/" + id + "/attempts", 200, "{\"items\": [{\"attempt\": 1}], \"next\": null}");

        var attempts = gateway.get("/api/v1/jobs/" + id + "/attempts", key).is(200);

        assertThat(attempts.json().at("/items/0/attempt").asInt()).isEqualTo(1);
    }

    @Test
    void a_promotion_returns_the_job() {
        gateway.scheduler.respond("POST /internal/jobs/" + id + "/promote", 200, status(9, "queued", null));
        assertThat(gateway.post("/api/v1/imports/" + id + "/promote", key, "")
                        .is(200)
                        .text("/state"))
                .isEqualTo("queued");
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
    void a_list_is_read_page_by_page_without_gaps_or_doubles() {
        var all = new ArrayList<String>(List.of(id.toString()));
        for (int i = 0; i < 6; i++) {
            all.addFirst(upload().toString());
        }
        var seen = new ArrayList<String>();
        var cursor = "";
        for (int page = 0; page < 3; page++) {
            var list = gateway.get("/api/v1/jobs?limit=3" + cursor, key).is(200);
            list.json().path("items").forEach(item -> seen.add(item.path("id").asString()));
            cursor = list.json().path("next").isNull() ? "end" : "&cursor=" + list.text("/next");
        }
        assertThat(seen).isEqualTo(all);
        assertThat(cursor).isEqualTo("end");
    }

    @Test
    void a_list_is_filtered_by_state_type_time_and_trace() {
        var view = gateway.get("/api/v1/jobs/" + id, key);
        var at = view.text("/createdAt");
        assertThat(listed("state=accepted")).isEqualTo(1);
        assertThat(listed("state=failed")).isZero();
        assertThat(listed("type=import")).isEqualTo(1);
        assertThat(listed("type=query")).isZero();
        assertThat(listed("from=" + at)).isEqualTo(1);
        assertThat(listed("to=" + at)).isZero();
        assertThat(listed("traceId=" + view.text("/traceId"))).isEqualTo(1);
        assertThat(listed("traceId=" + "0".repeat(32))).isZero();
    }

    @Test
    void a_cursor_that_was_changed_or_belongs_to_another_list_is_refused() {
        upload();
        var cursor = gateway.get("/api/v1/jobs?limit=1", key).text("/next");
        var changed = (cursor.startsWith("A") ? "B" : "A") + cursor.substring(1);
        gateway.get("/api/v1/jobs?limit=1&cursor=" + cursor, key).is(200);
        gateway.get("/api/v1/jobs?limit=1&cursor=" + changed, key).isProblem(400, "invalid-cursor");
        gateway.get("/api/v1/jobs?limit=1&cursor=" + cursor + "AAAA", key).isProblem(400, "invalid-cursor");
        gateway.get("/api/v1/jobs?limit=1&state=failed&cursor=" + cursor, key).isProblem(400, "invalid-cursor");
        gateway.get("/api/v1/jobs?limit=1&cursor=" + cursor, gateway.adminKey()).isProblem(400, "invalid-cursor");
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

    @Test
    void the_timeline_is_read_for_the_owner_of_the_key_only() {
        gateway.worker.respond("GET /internal/points", 200, "{\"items\": [{\"lat\": 53.5}], \"next\": null}");
        gateway.get("/api/v1/timeline/points?owner=admin", key).isProblem(400, "unknown-parameter");
        var page = gateway.get("/api/v1/timeline/points?from=2020-01-01T00:00:00Z&bbox=10,53,11,54&limit=5", key);
        assertThat(page.is(200).json().at("/items/0/lat").asDouble()).isEqualTo(53.5);
        var owner = gateway.get("/api/v1/jobs/" + id, key).text("/owner");
        assertThat(gateway.worker.requests())
                .contains(
                        "GET /internal/points?owner=" + owner + "&bbox=10,53,11,54&from=2020-01-01T00:00:00Z&limit=5");
    }

    @Test
    void a_timeline_request_without_a_worker_gives_a_503() {
        gateway.worker.respond("GET /internal/points", 500, "");
        gateway.get("/api/v1/timeline/points", key).isProblem(503, "worker-unavailable");
        gateway.worker.respond("GET /internal/points", 400, "{\"code\": \"invalid-cursor\"}");
        gateway.get("/api/v1/timeline/points?cursor=abc", key).isProblem(400, "invalid-cursor");
    }

    private long listed(String filter) {
        return gateway.get("/api/v1/jobs?" + filter, key)
                .is(200)
                .json()
                .path("items")
                .size();
    }

    private UUID upload() {
        file = UUID.randomUUID().toString().getBytes(UTF_8);
        return UUID.fromString(
                gateway.upload("?filename=ride.gpx", key, file).is(202).text("/id"));
    }

    private void awaitState(String state) {
        await().untilAsserted(() -> assertThat(
                        gateway.get("/api/v1/jobs?limit=1", key).text("/items/0/state"))
                .isEqualTo(state));
    }

    private JobChanged changed(long version, JobState state, @Nullable Progress progress, @Nullable TaskError error) {
        var now = Instant.now();
        var result = new RawJson("{\"points\":\"\\u0000\"}");
        var end = state.isFinal() ? now : null;
        return new JobChanged(
                UUID.randomUUID(), now, id, "owner", version, state, 1, progress, result, error, null, end);
    }

    private static void send(JobChanged event) {
        kafka().send(EventCodec.toRecord(event, null)).join();
    }

    private String status(long version, String state, @Nullable String graceEndsAt) {
        return """
                {"id": "%s", "owner": "x", "type": "import", "state": "%s",
                 "version": %d, "attempt": 1, "priority": 5, "progress": {"phase": "stage", "done": 1, "total": 2},
                 "result": null, "error": null, "graceEndsAt": %s, "createdAt": "2026-01-01T00:00:00Z",
                 "updatedAt": "2026-01-01T00:00:00Z", "finishedAt": null,
                 "tasks": [{"id": "x", "kind": "import.promote", "state": "READY", "attempt": 0, "runAt": null}]}""".formatted(id, state, version, graceEndsAt == null ? "null" : '"' + graceEndsAt + '"');
    }

    private static JobDeadLetter deadLetter(ConsumerRecord<String, byte[]> record) {
        try {
            return (JobDeadLetter) EventCodec.read(record);
        } catch (UnreadableEventException e) {
            throw new AssertionError(e);
        }
    }

    private static String bytesOf(JobDeadLetter letter) {
        var source = letter.source();
        var value = source == null ? null : source.value();
        return value == null ? "" : new String(value, UTF_8);
    }

    @SuppressWarnings("unchecked")
    private static KafkaTemplate<String, byte[]> kafka() {
        return gateway.bean(KafkaTemplate.class);
    }
}

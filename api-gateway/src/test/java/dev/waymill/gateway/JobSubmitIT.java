package dev.waymill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.AttemptLimits;
import dev.waymill.events.EventCodec;
import dev.waymill.events.JobCreated;
import dev.waymill.events.Topics;
import dev.waymill.events.UnreadableEventException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobSubmitIT {
    private static RunningGateway gateway;
    private String owner;
    private String key;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void anOwner() {
        owner = "owner-" + UUID.randomUUID();
        key = gateway.key(owner, "operator");
    }

    @Test
    void an_accepted_job_is_published_with_all_its_options() {
        var accepted = submit("""
                {"type": "simulation", "payload": {"steps": []}, "priority": 2, "maxAttempts": 7, "hold": true,
                 "runAt": "2030-01-01T00:00:00Z", "backoff": {"base": "PT1S", "factor": 3, "cap": "PT1M"},
                 "concurrency": {"key": "printer", "limit": 2}, "timeLimit": "PT10M", "progressDeadline": "PT30S"}""").is(202);

        assertThat(accepted.text("/type")).isEqualTo("simulation");
        assertThat(accepted.text("/state")).isEqualTo("accepted");
        assertThat(accepted.json().path("priority").asInt()).isEqualTo(2);
        assertThat(accepted.header("Location")).isEqualTo("/api/v1/jobs/" + accepted.text("/id"));
        var published = published(owner + "/printer");
        assertThat(published.jobId()).hasToString(accepted.text("/id"));
        assertThat(published.firstTask().kind()).isEqualTo("simulation");
        assertThat(published.cleanUp()).isNull();
        assertThat(published.maxAttempts()).isEqualTo(7);
        assertThat(published.terms()).isNotNull().satisfies(terms -> {
            assertThat(terms.hold()).isTrue();
            assertThat(terms.runAt()).isEqualTo("2030-01-01T00:00:00Z");
            assertThat(terms.backoff()).hasFieldOrPropertyWithValue("factor", 3.0);
            assertThat(terms.concurrency()).hasFieldOrPropertyWithValue("limit", 2);
            assertThat(terms.limits()).isEqualTo(new AttemptLimits(Duration.ofMinutes(10), Duration.ofSeconds(30)));
        });
    }

    @Test
    void a_job_of_another_type_has_no_import_in_its_view() {
        var id = submit("{\"type\": \"noop\"}").is(202).text("/id");

        assertThat(gateway.get("/api/v1/jobs/" + id, key).is(200).json().has("import"))
                .isFalse();
        assertThat(gateway.get("/api/v1/jobs?type=noop", key).is(200).text("/items/0/id"))
                .isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                             | unknown-job-type | /type",
                "{\"type\": \"import\"}                                         | unknown-job-type | /type",
                "{\"type\": \"noop\", \"priority\": 10}                         | invalid-field    | /priority",
                "{\"type\": \"noop\", \"maxAttempts\": 0}                       | invalid-field    | /maxAttempts",
                "{\"type\": \"noop\", \"runAt\": \"9999-01-01T00:00:00Z\"}      | invalid-field    | /runAt",
                "{\"type\": \"noop\", \"backoff\": {\"factor\": 0.5}}           | invalid-field    | /backoff/factor",
                "{\"type\": \"noop\", \"backoff\": {\"base\": \"PT9S\", \"cap\": \"PT1S\"}} | invalid-field | /backoff/cap",
                "{\"type\": \"noop\", \"timeLimit\": \"PT0.5S\"}                 | invalid-field    | /timeLimit",
                "{\"type\": \"noop\", \"timeLimit\": \"-PT1S\"}                  | invalid-field    | /timeLimit",
                "{\"type\": \"noop\", \"timeLimit\": \"P8D\"}                    | invalid-field    | /timeLimit",
                "{\"type\": \"noop\", \"progressDeadline\": \"PT0S\"}            | invalid-field    | /progressDeadline",
                "{\"type\": \"noop\", \"progressDeadline\": \"soon\"}            | wrong-type       | /progressDeadline",
                "{\"type\": \"noop\", \"concurrency\": {}}                      | invalid-field    | /concurrency/key",
                "{\"type\": \"noop\", \"unique\": {\"key\": \"a\"}}             | invalid-field    | /unique/period",
                "{\"type\": \"noop\", \"colour\": 1}                            | unknown-field    | /colour",
                "{\"type\": 3}                                                  | wrong-type       | /type",
            })
    void an_invalid_field_is_refused_with_its_pointer(String body, String code, String pointer) {
        var refused = submit(body).isProblem(400, code);

        assertThat(refused.text("/errors/0/pointer")).isEqualTo(pointer);
    }

    @Test
    void a_payload_that_is_too_large_is_refused() {
        submit("{\"type\": \"noop\", \"payload\": {\"a\": \"%s\"}}".formatted("x".repeat(300_000)))
                .isProblem(400, "invalid-field");
    }

    @Test
    void the_same_idempotency_key_creates_one_job_and_refuses_another_body() {
        var first = submitOnce("{\"type\": \"noop\"}").is(202);

        assertThat(submitOnce("{\"type\": \"noop\"}").is(202).text("/id")).isEqualTo(first.text("/id"));
        submitOnce("{\"type\": \"noop\", \"priority\": 1}").isProblem(422, "idempotency-mismatch");
    }

    @Test
    void two_concurrent_unique_submissions_create_one_job() throws Exception {
        var body = "{\"type\": \"noop\", \"unique\": {\"key\": \"nightly\", \"period\": \"P1D\"}}";
        try (var threads = Executors.newFixedThreadPool(4)) {
            var answers = threads
                    .invokeAll(IntStream.range(0, 8)
                            .mapToObj(_ -> (java.util.concurrent.Callable<Answered>) () -> submit(body))
                            .toList())
                    .stream()
                    .map(Future::resultNow)
                    .toList();

            assertThat(answers.stream().map(answer -> answer.text("/id")).distinct())
                    .hasSize(1);
            assertThat(answers.stream().filter(answer -> answer.status() == 202))
                    .hasSize(1);
        }
        assertThat(submit(body).is(200).text("/notice/code")).isEqualTo("already-submitted");
        submit("{\"type\": \"simulation\", \"unique\": {\"key\": \"nightly\", \"period\": \"P1D\"}}")
                .is(202);
    }

    @ParameterizedTest
    @ValueSource(strings = {"failed", "cancelled"})
    void the_unique_key_of_a_job_that_ended_without_success_is_free_and_then_taken(String end) {
        var body = "{\"type\": \"noop\", \"unique\": {\"key\": \"yearly\", \"period\": \"P365D\"}}";
        var first = submit(body).is(202).text("/id");
        end(first, end);
        gateway.scheduler.respond("POST /internal/jobs/" + first + "/retry", 200, """
                {"id": "%s", "owner": "o", "type": "noop", "state": "queued", "version": 9, "attempt": 0, "priority": 5,
                 "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z", "tasks": []}""".formatted(first));

        var second = submit(body).is(202).text("/id");

        assertThat(second).isNotEqualTo(first);
        assertThat(submit(body).is(200).text("/id")).isEqualTo(second);
        var refused = gateway.post("/api/v1/jobs/" + first + "/retry", key, "").isProblem(409, "already-submitted");
        assertThat(refused.text("/detail")).contains(second);
        end(second, "failed");
        gateway.post("/api/v1/jobs/" + first + "/retry", key, "").is(200);
        assertThat(submit(body).is(200).text("/id")).isEqualTo(first);
    }

    private static void end(String job, String state) {
        gateway.jdbc()
                .sql("UPDATE job SET state = :state, finished_at = now(), version = 5 WHERE id = :id::uuid")
                .param("state", state)
                .param("id", job)
                .update();
    }

    @Test
    void a_job_shows_its_payload_as_it_was_written_to_its_owner_alone_and_not_in_lists() {
        var payload = "{\"a\":1234567890123456.78,\"b\":1.10,\"c\":1e400,\"d\":123456789012345678901234567890,"
                + "\"e\":-0.0,\"f\":[1E+2,0.1000]}";
        var job = submit("{\"payload\": " + payload + ", \"type\": \"simulation\"}")
                .is(202)
                .text("/id");

        var shown = gateway.get("/api/v1/jobs/" + job, key).is(200);

        assertThat(shown.response().body()).contains("\"payload\":" + payload);
        assertThat(published(job).firstTask().payload().text()).isEqualTo(payload);
        assertThat(gateway.get("/api/v1/jobs", key)
                        .is(200)
                        .json()
                        .at("/items/0")
                        .has("payload"))
                .isFalse();
        var other = gateway.key("owner-" + UUID.randomUUID(), "admin");
        gateway.get("/api/v1/jobs/" + job, other).isProblem(404, "job-not-found");
    }

    /// Each value is a lenient spelling that some parser accepts.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "1.5",
                "\"1\"",
                "\"1764547200\"",
                "\"\"",
                "\" \"",
                "\" 2026-12-01T00:00:00Z\"",
                "\"2026-12-01\"",
                "\"2026-12-01T00:00:00\"",
                "\"2026-12-01 00:00:00Z\"",
                "\"2026-12-01t00:00:00z\"",
                "\"20261201T000000Z\"",
                "\"2026-12-01T00:00:00+01\"",
                "\"2026-12-01T00:00:00+01:00[Europe/Berlin]\"",
                "\"2026-12-01T24:00:00Z\"",
                "\"2026-02-30T00:00:00Z\"",
                "\"+2026-12-01T00:00:00Z\"",
                "\"Tue, 1 Dec 2026 00:00:00 GMT\"",
                "true",
                "[]",
                "[2026, 12, 1]",
                "{}"
            })
    void a_time_has_one_spelling(String time) {
        for (var refused : List.of(
                submit("{\"type\": \"noop\", \"runAt\": " + time + "}"),
                gateway.post("/api/v1/jobs/" + UUID.randomUUID() + "/run-at", key, "{\"runAt\": " + time + "}"))) {
            refused.isProblem(400, "wrong-type");
            assertThat(refused.text("/errors/0/pointer")).isEqualTo("/runAt");
            assertThat(refused.text("/errors/0/detail")).startsWith("A time in ISO 8601 with its zone");
        }
        gateway.post(
                        "/api/v1/dead-letters/retry",
                        gateway.adminKey(),
                        "{\"filter\": {\"from\": " + time + "}, \"dryRun\": true}")
                .isProblem(400, "wrong-type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2030-01-01T00:00Z", "2030-01-01T01:30:00.123456789+01:30"})
    void a_time_with_any_zone_is_accepted(String time) {
        submit("{\"type\": \"noop\", \"runAt\": \"" + time + "\"}").is(202);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "60",
                "1.5",
                "\"60\"",
                "\"\"",
                "\" PT1M\"",
                "\"pt1m\"",
                "\"PT\"",
                "\"P\"",
                "\"P1DT\"",
                "\"1 minute\"",
                "\"PT-1M\"",
                "\"+PT1M\"",
                "\"P1M\"",
                "\"P1W\"",
                "\"00:01:00\"",
                "true",
                "[]",
                "{}"
            })
    void a_duration_has_one_spelling(String duration) {
        for (var body : List.of(
                "{\"type\": \"noop\", \"timeLimit\": %s}",
                "{\"type\": \"noop\", \"progressDeadline\": %s}",
                "{\"type\": \"noop\", \"backoff\": {\"base\": %s}}",
                "{\"type\": \"noop\", \"unique\": {\"period\": %s}}")) {
            var refused = submit(body.formatted(duration)).isProblem(400, "wrong-type");
            assertThat(refused.text("/errors/0/detail")).startsWith("A duration in ISO 8601");
        }
        gateway.post("/api/v1/schedules", key, "{\"name\": \"a\", \"type\": \"noop\", \"every\": " + duration + "}")
                .isProblem(400, "wrong-type");
    }

    @Test
    void a_viewer_cannot_submit_a_job() {
        var viewer = gateway.key("owner-" + UUID.randomUUID(), "viewer");

        gateway.post("/api/v1/jobs", viewer, "{\"type\": \"noop\"}").isProblem(403, "forbidden");
    }

    private Answered submit(String body) {
        return gateway.post("/api/v1/jobs", key, body);
    }

    private Answered submitOnce(String body) {
        return gateway.send(gateway.request("/api/v1/jobs", key)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "once")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body)));
    }

    private static JobCreated published(String recordKey) {
        try (var probe = EventProbe.of(Topics.JOB_CREATED)) {
            return (JobCreated) EventCodec.read(probe.next(recordKey));
        } catch (UnreadableEventException e) {
            throw new AssertionError(e);
        }
    }
}

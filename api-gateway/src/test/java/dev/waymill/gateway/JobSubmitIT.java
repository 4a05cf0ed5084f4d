package dev.waymill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.AttemptLimits;
import dev.waymill.events.EventCodec;
import dev.waymill.events.JobCreated;
import dev.waymill.events.Topics;
import dev.waymill.events.UnreadableEventException;
import java.time.Duration;
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

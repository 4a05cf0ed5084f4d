package dev.waymill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.RawJson;
import dev.waymill.events.rest.DeadLetter;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class DeadLetterIT {
    private static final String LETTERS = "/api/v1/dead-letters";
    private static final String SCHEDULERS = "/internal/dead-letters";
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
        gateway.scheduler.delayBy(0);
        owner = "owner-" + UUID.randomUUID();
        key = gateway.key(owner, "operator");
    }

    @Test
    void owners_filter_their_own_dead_letters() {
        gateway.scheduler.respond("GET /internal/dead-letters", 200, "{\"items\": [{\"id\": \"a\"}], \"next\": null}");

        var page = gateway.get(LETTERS + "?type=import&errorClass=bad-file&limit=3", key)
                .is(200);

        assertThat(page.text("/items/0/id")).isEqualTo("a");
        assertThat(gateway.scheduler.requests().getLast())
                .isEqualTo("GET /internal/dead-letters?owner=" + owner + "&type=import&errorClass=bad-file&limit=3");
    }

    @Test
    void only_an_admin_lists_other_owners_dead_letters() {
        gateway.scheduler.respond("GET /internal/dead-letters", 200, "{\"items\": [], \"next\": null}");

        gateway.get(LETTERS + "?owner=*", key).isProblem(403, "forbidden");
        gateway.get(LETTERS + "?owner=somebody", key).isProblem(403, "forbidden");
        gateway.get(LETTERS + "?owner=" + owner, key).is(200);
        gateway.get(LETTERS + "?owner=*", gateway.adminKey()).is(200);

        assertThat(gateway.scheduler.requests().getLast()).isEqualTo("GET /internal/dead-letters?owner=*");
    }

    @Test
    void reads_retries_and_dismissals_are_limited_to_the_owner() {
        var id = UUID.randomUUID();
        var letter = letter(id, "noop", "{}");
        gateway.scheduler.respond("GET /internal/dead-letters/" + id, 200, letter);
        gateway.scheduler.respond("POST /internal/dead-letters/" + id + "/retry", 200, letter);
        gateway.scheduler.respond("POST /internal/dead-letters/" + id + "/dismiss", 200, letter);

        gateway.get(LETTERS + "/" + id, key).is(200);
        gateway.post(LETTERS + "/" + id + "/retry", key, "{\"payload\": {\"a\": 1}}")
                .is(200);
        gateway.post(LETTERS + "/" + id + "/retry", key, "").is(200);
        gateway.post(LETTERS + "/" + id + "/dismiss", key, "{\"reason\": \"known\"}")
                .is(200);

        assertThat(gateway.scheduler.requests())
                .contains("POST /internal/dead-letters/" + id + "/dismiss?owner=" + owner)
                .contains("POST /internal/dead-letters/" + id + "/retry?owner=" + owner);
    }

    @Test
    void a_retried_import_may_change_how_its_file_is_read() {
        var retry = retryOf("import", "{\"fileName\": \"a.csv\", \"bytes\": 12, \"grace\": \"PT5M\"}");

        gateway.post(retry, key, """
                {"payload": {"format": "csv", "columns": {"latitude": "Breite"}, "onDamage": "keep", "grace": "PT1H",
                 "bytes": 12}}
                """).is(200);

        assertThat(JsonMapper.shared()
                        .readTree(gateway.scheduler.bodies().getLast())
                        .path("payload"))
                .isEqualTo(JsonMapper.shared().readTree("""
                        {"fileName": "a.csv", "bytes": 12, "grace": "PT1H", "format": "csv",
                         "columns": {"latitude": "Breite"}, "onDamage": "KEEP"}
                        """));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "import, `{\"objectKey\": \"imports/another\"}`, /payload/objectKey, unknown-field",
                "import, `{\"bytes\": 1}`, /payload/bytes, unknown-field",
                "import, `{\"sha256\": \"00\"}`, /payload/sha256, unknown-field",
                "import, `{\"fileName\": \"b\"}`, /payload/fileName, unknown-field",
                "import, `{\"owner\": \"b\"}`, /payload/owner, unknown-field",
                "import, `{\"a/b\": 1}`, /payload/a~1b, unknown-field",
                "import, `{\"format\": \"exe\"}`, /payload/format, unknown-format",
                "import, `{\"format\": 1}`, /payload/format, wrong-type",
                "import, `{\"grace\": \"P31D\"}`, /payload/grace, invalid-grace",
                "import, `{\"grace\": null}`, /payload/grace, wrong-type",
                "import, `{\"onDamage\": \"explode\"}`, /payload/onDamage, invalid-parameter",
                "import, `{\"columns\": {\"owner\": \"x\"}}`, /payload/columns, invalid-parameter",
                "import, `{\"columns\": [1]}`, /payload/columns, wrong-type",
                "import, `[1]`, /payload, wrong-type",
                "revert, `{\"importId\": \"0199ab2c-0000-7000-8000-000000000000\"}`, /payload/importId, unknown-field",
                "revert, `{\"format\": \"csv\"}`, /payload/format, unknown-field",
            })
    void a_retried_import_or_revert_may_change_nothing_else(String type, String payload, String pointer, String code) {
        var retry = retryOf(type, "{\"fileName\": \"a.csv\", \"bytes\": 12, \"grace\": \"PT5M\"}");

        var refused = gateway.post(retry, key, "{\"payload\": " + payload + "}");

        refused.isProblem(400, code);
        assertThat(refused.text("/errors/0/pointer")).isEqualTo(pointer);
        assertThat(gateway.scheduler.requests()).noneMatch(request -> request.startsWith("POST " + SCHEDULERS));
    }

    @Test
    void another_owners_dead_letter_cannot_be_retried_with_a_payload() {
        var id = UUID.randomUUID();
        gateway.scheduler.respond(
                "GET " + SCHEDULERS + "/" + id, 404, "{\"code\": \"dead-letter-not-found\", \"detail\": \"No\"}");

        gateway.post(LETTERS + "/" + id + "/retry", key, "{\"payload\": {\"a\": 1}}")
                .isProblem(404, "dead-letter-not-found");
    }

    private static String letter(UUID id, String type, String payload) {
        var summary = new DeadLetter.Summary(
                id, null, null, type, null, null, "not-retryable", 1, null, Instant.EPOCH, "dead", null, null, null);
        var error = new DeadLetter.Error("bad-file", "It is bad", null);
        return JsonMapper.shared()
                .writeValueAsString(new DeadLetter(summary, error, List.of(), new RawJson(payload), null, null, null));
    }

    private static String retryOf(String type, String payload) {
        var id = UUID.randomUUID();
        var letter = letter(id, type, payload);
        gateway.scheduler.requests().clear();
        gateway.scheduler.respond("GET " + SCHEDULERS + "/" + id, 200, letter);
        gateway.scheduler.respond("POST " + SCHEDULERS + "/" + id + "/retry", 200, letter);
        return LETTERS + "/" + id + "/retry";
    }

    @Test
    void a_filter_retries_or_counts_many_dead_letters() {
        gateway.scheduler.respond(
                "POST /internal/dead-letters/retry", 200, "{\"matched\": 3, \"retried\": 0, \"items\": []}");

        var counted = gateway.post(LETTERS + "/retry", key, "{\"filter\": {\"type\": \"import\"}, \"dryRun\": true}");

        assertThat(counted.is(200).json().path("matched").asInt()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "404, dead-letter-not-found",
        "409, not-dead",
        "409, not-failed",
        "409, cleaning-up",
        "409, not-whole",
    })
    void a_refusal_by_the_scheduler_becomes_a_problem(int status, String code) {
        var id = UUID.randomUUID();
        gateway.scheduler.respond(
                "POST /internal/dead-letters/" + id + "/retry", status, "{\"code\": \"%s\"}".formatted(code));

        gateway.post(LETTERS + "/" + id + "/retry", key, "{}").isProblem(status, code);
    }

    /// Kafka is unavailable, not the scheduler.
    @Test
    void a_record_that_kafka_did_not_accept_gives_a_503() {
        var id = UUID.randomUUID();
        gateway.scheduler.respond(
                "POST " + SCHEDULERS + "/" + id + "/retry", 409, "{\"code\": \"broker-away\", \"detail\": \"No\"}");

        gateway.post(LETTERS + "/" + id + "/retry", key, "{}").isProblem(503, "broker-away");
    }

    @Test
    void a_dismissal_needs_a_reason_and_a_role() {
        var path = LETTERS + "/" + UUID.randomUUID() + "/dismiss";

        gateway.post(path, key, "{}").isProblem(400, "invalid-field");
        gateway.post(path, gateway.key(owner, "viewer"), "{\"reason\": \"known\"}")
                .isProblem(403, "forbidden");
    }

    @Test
    void an_unavailable_scheduler_gives_a_503() {
        gateway.scheduler.delayBy(2_000);

        gateway.get(LETTERS, key).isProblem(503, "scheduler-unavailable");
    }
}

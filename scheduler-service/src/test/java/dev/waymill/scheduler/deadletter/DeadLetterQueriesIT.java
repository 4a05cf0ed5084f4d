package dev.waymill.scheduler.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.EventCodec;
import dev.waymill.events.JobDeadLetter;
import dev.waymill.events.JobDeadLetter.PastAttempt;
import dev.waymill.events.JobDeadLetter.Source;
import dev.waymill.events.JobDeadLetter.Story;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskError;
import dev.waymill.events.Topics;
import dev.waymill.scheduler.SchedulerTest;
import dev.waymill.scheduler.deadletter.DeadLetterStore.ReceivedLetter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The list of dead letters, over real HTTP: owners, filters, and how letters are resolved.
@SchedulerTest
class DeadLetterQueriesIT {
    /// An owner whose name no other test uses, since jobs of other tests die in the same service.
    private static final String ADA = "ada-of-the-list";

    private static final String BOB = "bob-of-the-list";
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @LocalServerPort
    int port;

    @Autowired
    DeadLetterStore letters;

    @Autowired
    DeadLetterListener listener;

    @Autowired
    DeadLetterRetention retention;

    @Autowired
    JdbcClient jdbc;

    @AfterEach
    void empty_the_tables() {
        jdbc.sql("TRUNCATE dead_letter, dead_letter_notice, dead_letter_outbox, job, job_change, task, finished, ready")
                .update();
    }

    @Test
    void the_same_dead_letter_is_stored_once() {
        var letter = arrival(ADA, "print", NOON);

        letters.add(List.of(letter, letter));
        letters.add(List.of(letter));

        assertThat(list(ADA, "")).hasSize(1);
    }

    @Test
    void owners_access_only_their_own_dead_letters_and_an_admin_all() {
        var adas = arrival(ADA, "print", NOON);
        var unreadable = unreadable(1);
        letters.add(List.of(adas, arrival(BOB, "print", NOON), unreadable));
        var id = adas.letter().eventId();

        assertThat(list(ADA, "")).containsExactly(id);
        assertThat(list(BOB, "")).hasSize(1).doesNotContain(id);
        assertThat(list("carol", "")).isEmpty();
        var withoutOwner = unreadable.letter().eventId();
        assertThat(list("*", "&limit=200")).contains(id, withoutOwner).hasSizeGreaterThanOrEqualTo(3);
        assertThat(call("/" + id + "?owner=" + BOB, null).statusCode()).isEqualTo(404);
        assertThat(call("/" + id + "/retry?owner=" + BOB, "{}").statusCode()).isEqualTo(404);
        assertThat(call("/" + id + "/dismiss?owner=" + BOB, "{\"reason\":\"x\"}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(json(call("/retry?owner=carol", "{\"dryRun\":true}"))
                        .get("matched")
                        .asLong())
                .isZero();
        assertThat(json(call("/" + id + "?owner=" + ADA, null)).get("state").asString())
                .isEqualTo("dead");
        assertThat(call("", null).statusCode()).isEqualTo(400);
    }

    @Test
    void pages_list_dead_letters_newest_first_even_with_equal_times() {
        letters.add(IntStream.range(0, 25)
                .mapToObj(i -> arrival(ADA, "print", NOON.plusSeconds(i / 10)))
                .toList());

        var seen = new ArrayList<JsonNode>();
        var next = "";
        int pages = 0;
        do {
            var page = json(call("?owner=" + ADA + "&limit=10&cursor=" + next, null));
            page.get("items").forEach(seen::add);
            next = page.get("next").isNull() ? null : page.get("next").asString();
            pages++;
        } while (next != null);

        assertThat(pages).isEqualTo(3);
        assertThat(seen).extracting(one -> one.get("id").asString()).hasSize(25).doesNotHaveDuplicates();
        assertThat(seen)
                .extracting(one -> Instant.parse(one.get("deadAt").asString()))
                .isSortedAccordingTo((a, b) -> b.compareTo(a));
        var refused = call("?owner=" + ADA + "&cursor=nonsense", null);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).get("code").asString()).isEqualTo("invalid-cursor");
    }

    @Test
    void filters_narrow_the_list() {
        var early = arrival(ADA, "print", NOON);
        var late = arrival(ADA, "scan", NOON.plusSeconds(60));
        letters.add(List.of(early, late));
        var id = early.letter().eventId();

        assertThat(list(ADA, "&type=print")).containsExactly(id);
        assertThat(list(ADA, "&errorClass=java.io.IOException")).hasSize(2);
        assertThat(list(ADA, "&errorClass=other")).isEmpty();
        assertThat(list(ADA, "&state=dismissed")).isEmpty();
        assertThat(list(ADA, "&from=2026-03-01T12:00:30Z"))
                .containsExactly(late.letter().eventId());
        assertThat(list(ADA, "&to=2026-03-01T12:00:30Z")).containsExactly(id);
    }

    @Test
    void a_dismissed_dead_letter_keeps_its_reason_and_cannot_be_changed() {
        var letter = arrival(ADA, "print", NOON);
        letters.add(List.of(letter));
        var path = "/" + letter.letter().eventId();

        var dismissed = json(call(path + "/dismiss?owner=" + ADA, "{\"reason\":\"paper is out\",\"by\":\"ada\"}"));

        assertThat(dismissed.get("state").asString()).isEqualTo("dismissed");
        assertThat(dismissed.get("resolvedReason").asString()).isEqualTo("paper is out");
        assertThat(dismissed.get("resolvedBy").asString()).isEqualTo("ada");
        assertThat(dismissed.get("resolvedAt").isNull()).isFalse();
        for (var order : List.of("/dismiss", "/retry")) {
            var again = call(path + order + "?owner=" + ADA, "{\"reason\":\"again\"}");
            assertThat(again.statusCode()).isEqualTo(409);
            assertThat(json(again).get("code").asString()).isEqualTo("not-dead");
        }
    }

    @Test
    void a_dry_run_counts_matches_and_a_retry_reports_what_it_did() {
        var one = failed(ADA, "print");
        var other = failed(ADA, "print");
        var cleaning = failed(ADA, "print");
        jdbc.sql("DELETE FROM finished WHERE task_id IN (SELECT id FROM task WHERE job_id = :job AND clean_up)")
                .param("job", cleaning.letter().jobId())
                .update();
        var elsewhere = failed(ADA, "scan");
        letters.add(List.of(one, other, cleaning, elsewhere));
        var request = "{\"filter\":{\"type\":\"print\"},\"by\":\"ada\",\"dryRun\":%s}";

        var dry = json(call("/retry?owner=" + ADA, request.formatted(true)));
        assertThat(dry.get("matched").asLong()).isEqualTo(3);
        assertThat(dry.get("retried").asLong()).isZero();
        assertThat(list(ADA, "&state=dead")).hasSize(4);

        var done = json(call("/retry?owner=" + ADA, request.formatted(false)));
        assertThat(done.get("matched").asLong()).isEqualTo(3);
        assertThat(done.get("retried").asLong()).isEqualTo(2);
        assertThat(done.get("items").size()).isEqualTo(3);
        assertThat(list(ADA, "&state=dead"))
                .containsExactlyInAnyOrder(
                        cleaning.letter().eventId(), elsewhere.letter().eventId());
        assertThat(jdbc.sql("SELECT state FROM job WHERE id = :job")
                        .param("job", one.letter().jobId())
                        .query(String.class)
                        .single())
                .isEqualTo("queued");
    }

    @Test
    void a_dead_letter_that_arrives_after_the_retry_counts_as_retried() {
        var letter = failed(ADA, "print");
        var retried = call("/../jobs/" + letter.letter().jobId() + "/retry", "");
        assertThat(retried.statusCode()).isEqualTo(200);

        letters.add(List.of(letter));

        assertThat(list(ADA, "&state=retried")).containsExactly(letter.letter().eventId());
    }

    @Test
    void retrying_a_job_resolves_its_dead_letters() {
        var letter = failed(ADA, "print");
        letters.add(List.of(letter));

        call("/../jobs/" + letter.letter().jobId() + "/retry", "");

        assertThat(list(ADA, "&state=retried")).containsExactly(letter.letter().eventId());
    }

    @Test
    void only_one_of_concurrent_retries_of_a_dead_letter_and_its_job_succeeds() {
        for (int i = 0; i < 20; i++) {
            var letter = failed(ADA, "print");
            letters.add(List.of(letter));
            var ways = List.of(
                    "/" + letter.letter().eventId() + "/retry?owner=" + ADA,
                    "/../jobs/" + letter.letter().jobId() + "/retry",
                    "/" + letter.letter().eventId() + "/retry?owner=" + ADA);

            var answers = ways.stream()
                    .map(way ->
                            CompletableFuture.supplyAsync(() -> call(way, "{}").statusCode()))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join);

            assertThat(answers).containsOnlyOnce(200).containsOnly(200, 409);
        }
    }

    @Test
    void a_payload_that_cannot_be_stored_is_refused_and_nothing_is_retried() {
        var letter = failed(ADA, "print");
        letters.add(List.of(letter));

        var refused =
                call("/" + letter.letter().eventId() + "/retry?owner=" + ADA, "{\"payload\":{\"text\":\"\\u0000\"}}");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).get("code").asString()).isEqualTo("not-storable");
        assertThat(list(ADA, "&state=dead")).hasSize(1);
    }

    @Test
    void every_record_on_the_topic_is_kept_even_if_malformed() {
        var extreme = new JobDeadLetter(
                UUID.randomUUID(),
                Instant.MAX,
                null,
                null,
                "\0".repeat(5_000),
                "k".repeat(100_000),
                0,
                "\0",
                new TaskError("x".repeat(100_000), "\0", null),
                new RawJson("\"\\u0000\""),
                null);
        var noLetter = "{\"type\":\"job-cancelled.v1\",\"eventId\":\"%s\",\"occurredAt\":\"2026-03-01T12:00:00Z\","
                + "\"jobId\":\"%s\"}";
        listener.on(List.of(
                record(1, EventCodec.encode(extreme)),
                record(
                        2,
                        noLetter.formatted(UUID.randomUUID(), UUID.randomUUID()).getBytes(StandardCharsets.UTF_8)),
                record(3, new byte[] {-1, 0}),
                record(4, new byte[0])));

        var kept = jdbc.sql("SELECT id FROM dead_letter WHERE source_topic = :topic")
                .param("topic", Topics.JOB_DEAD_LETTER)
                .query(UUID.class)
                .list();
        assertThat(kept).hasSize(4);
        for (var id : kept) {
            assertThat(call("/" + id + "?owner=*", null).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void old_resolved_dead_letters_are_deleted_and_open_ones_kept() {
        var old = arrival(ADA, "print", NOON.minusSeconds(1_000_000_000));
        var dismissed = arrival(ADA, "print", NOON);
        var fresh = arrival(ADA, "print", NOON);
        letters.add(List.of(old, dismissed, fresh));
        dismissedDaysAgo(dismissed, 31);
        dismissedDaysAgo(fresh, 29);

        retention.tick();

        assertThat(list(ADA, ""))
                .containsExactlyInAnyOrder(
                        old.letter().eventId(), fresh.letter().eventId());
    }

    @Test
    void a_dead_letter_of_a_deleted_job_can_be_dismissed_but_not_retried() {
        var letter = arrival(ADA, "print", NOON);
        letters.add(List.of(letter));
        var id = "/" + letter.letter().eventId();

        for (var body : List.of("{}", "{\"payload\":{\"file\":\"y\"}}")) {
            var refused = call(id + "/retry?owner=" + ADA, body);
            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(json(refused).get("code").asString()).isEqualTo("not-failed");
            assertThat(json(refused).get("detail").asString()).contains("no longer exists");
        }

        var read = json(call(id + "?owner=" + ADA, null));
        assertThat(read.get("state").asString()).isEqualTo("dead");
        assertThat(read.get("attempts").size()).isEqualTo(1);
        assertThat(call(id + "/dismiss?owner=" + ADA, "{\"reason\":\"too old\"}")
                        .statusCode())
                .isEqualTo(200);
    }

    private void dismissedDaysAgo(ReceivedLetter letter, int days) {
        jdbc.sql(
                        "UPDATE dead_letter SET state = 'dismissed', resolved_at = clock_timestamp() - :days * INTERVAL '1 day'"
                                + " WHERE id = :id")
                .param("days", days)
                .param("id", letter.letter().eventId())
                .update();
    }

    /// A letter, and its job, which has failed and is cleaned up.
    private ReceivedLetter failed(String owner, String type) {
        var letter = arrival(owner, type, NOON);
        jdbc.sql("INSERT INTO job (id, owner, type, priority, max_attempts, state, finished_at)"
                        + " VALUES (:job, :owner, :type, 5, 3, 'failed', clock_timestamp())")
                .param("job", letter.letter().jobId())
                .param("owner", owner)
                .param("type", type)
                .update();
        task(letter, Objects.requireNonNull(letter.letter().taskId()), false, "DEAD");
        task(letter, UUID.randomUUID(), true, "SUCCEEDED");
        return letter;
    }

    private void task(ReceivedLetter letter, UUID id, boolean cleanUp, String state) {
        jdbc.sql("INSERT INTO task (id, job_id, kind, payload, cancellable, grace, clean_up)"
                        + " VALUES (:id, :job, 'k', '{}', true, false, :cleanUp)")
                .param("id", id)
                .param("job", letter.letter().jobId())
                .param("cleanUp", cleanUp)
                .update();
        jdbc.sql("INSERT INTO finished (task_id, state, attempt) VALUES (:id, :state, 3)")
                .param("id", id)
                .param("state", state)
                .update();
    }

    private static ReceivedLetter arrival(String owner, String type, Instant deadAt) {
        var error = new TaskError("internal-error", "Broken", "java.io.IOException: Broken\n\tat X.y(X.java:1)");
        var attempt = new PastAttempt(3, "w", "failed", error, NOON, NOON);
        return new ReceivedLetter(
                new JobDeadLetter(
                        UUID.randomUUID(),
                        deadAt,
                        UUID.randomUUID(),
                        UUID.randomUUID(),
                        owner,
                        "k",
                        3,
                        "attempts-exhausted",
                        error,
                        new RawJson("{}"),
                        null,
                        new Story(type, false, 0, null, List.of(attempt), null)),
                null);
    }

    private static ReceivedLetter unreadable(long offset) {
        var source = new Source(Topics.JOB_CREATED, 3, offset, null, new byte[] {1});
        var error = new TaskError("unreadable-record", "No event", null);
        return new ReceivedLetter(
                new JobDeadLetter(
                        UUID.randomUUID(), NOON, null, null, null, null, 0, "unreadable-record", error, null, source),
                null);
    }

    private static ConsumerRecord<String, byte[]> record(long offset, byte[] value) {
        return new ConsumerRecord<>(Topics.JOB_DEAD_LETTER, 0, offset, "key", value);
    }

    private List<UUID> list(String owner, String more) {
        return json(call("?owner=" + owner + more, null))
                .get("items")
                .valueStream()
                .map(one -> UUID.fromString(one.get("id").asString()))
                .toList();
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    /// Sends a POST if there is a body, else a GET.
    private HttpResponse<String> call(String path, @Nullable String body) {
        var uri = URI.create("http://127.0.0.1:" + port + "/internal/dead-letters" + path)
                .normalize();
        var request = HttpRequest.newBuilder(uri).header("Content-Type", "application/json");
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                    body == null
                            ? request.build()
                            : request.POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}

package dev.waymill.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BulkSubmitIT {
    private static final String BULK = "/api/v1/jobs/bulk";
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
    void thousands_of_lines_become_jobs_and_all_are_published() {
        var answer = send(lines(0, 2_500), "").is(202).json();

        assertThat(answer.path("accepted").asInt()).isEqualTo(2_500);
        assertThat(answer.path("items")
                        .valueStream()
                        .map(item -> item.path("id").asString()))
                .doesNotHaveDuplicates()
                .hasSize(2_500);
        assertThat(answer.at("/items/2499/line").asInt()).isEqualTo(2_500);
        await().until(() -> unpublished() == 0);
        var job = answer.at("/items/0/id").asString();
        assertThat(gateway.get("/api/v1/jobs/" + job, key).is(200).text("/type"))
                .isEqualTo("noop");
    }

    @Test
    void an_invalid_line_is_rejected_without_affecting_the_others() {
        var answer = send("""
                        {"type": "noop"}
                        {"type": "noop", "priority": 99}

                        no json
                        {"type": "noop", "colour": "red"}
                        {"type": "noop", "payload": {"text": "a\\u0000b"}}
                        {"type": "noop"}""", "").is(202).json();

        assertThat(answer.path("accepted").asInt()).isEqualTo(2);
        assertThat(answer.path("rejected").asInt()).isEqualTo(4);
        assertThat(answer.path("items")
                        .valueStream()
                        .map(item -> item.path("line").asInt() + " "
                                + item.at("/error/code").asString("")))
                .containsExactly(
                        "1 ", "2 invalid-field", "4 malformed-json", "5 unknown-field", "6 invalid-field", "7 ");
        assertThat(answer.at("/items/1/error/errors/0/pointer").asString()).isEqualTo("/priority");
    }

    /// The explanations stay in memory until the last line is read.
    @Test
    void the_answer_counts_all_rejected_lines_and_briefly_explains_a_thousand() {
        var line = "{\"" + "x".repeat(900) + "\": 1}\n";

        var answer =
                send(line.repeat(3_000) + "{\"type\": \"noop\"}\n", "").is(202).json();

        assertThat(answer.path("accepted").asInt()).isEqualTo(1);
        assertThat(answer.path("rejected").asInt()).isEqualTo(3_000);
        assertThat(answer.path("items")).hasSize(1_001);
        assertThat(answer.path("items").path(0).toString()).hasSizeLessThan(500);
        assertThat(answer.path("items").path(1_000).path("line").asInt()).isEqualTo(3_001);
    }

    @Test
    void repeating_a_partial_or_complete_request_creates_no_duplicate_jobs() {
        var part = send(lines(0, 1_200), "once").is(202).json();
        var whole = send(lines(0, 2_000), "once").is(202).json();
        var again = send(lines(0, 2_000), "once").is(202).json();

        assertThat(whole.path("repeated").asInt()).isEqualTo(1_200);
        assertThat(whole.path("accepted").asInt()).isEqualTo(800);
        assertThat(whole.at("/items/7/id")).isEqualTo(part.at("/items/7/id"));
        assertThat(again.path("accepted").asInt()).isZero();
        assertThat(again.path("items")).isEqualTo(whole.path("items"));
        assertThat(jobs()).isEqualTo(2_000);
    }

    @Test
    void a_line_that_differs_from_the_first_request_is_rejected() {
        send(lines(0, 3), "changed").is(202);

        var answer = send(lines(0, 2) + "{\"type\": \"simulation\"}\n", "changed")
                .is(202)
                .json();

        assertThat(answer.at("/items/2/error/code").asString()).isEqualTo("idempotency-mismatch");
        assertThat(jobs()).isEqualTo(3);
    }

    @Test
    void concurrent_identical_requests_create_each_job_once() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : threads.invokeAll(IntStream.range(0, 8)
                    .mapToObj(_ -> (Callable<Answered>) () -> sendUntilAccepted(lines(0, 1_500), "race"))
                    .toList())) {
                answer.get().is(202);
            }
        }

        assertThat(jobs()).isEqualTo(1_500);
    }

    @Test
    void lines_with_one_unique_key_create_one_job() {
        var line = "{\"type\": \"noop\", \"unique\": {\"key\": \"report\", \"period\": \"PT1H\"}}\n";

        var answer = send(line.repeat(3), "").is(202).json();

        assertThat(answer.path("accepted").asInt()).isEqualTo(1);
        assertThat(answer.path("repeated").asInt()).isEqualTo(2);
    }

    @Test
    void a_line_that_is_too_long_is_rejected_and_the_rest_accepted() {
        var answer = send(lines(0, 1) + "{\"payload\": \"" + "x".repeat(600_000) + "\"}\n" + lines(1, 2), "")
                .is(202)
                .json();

        assertThat(answer.path("accepted").asInt()).isEqualTo(2);
        assertThat(answer.at("/items/1/error/code").asString()).isEqualTo("line-too-long");
    }

    @Test
    void an_empty_body_and_a_wrong_content_type_are_refused() {
        send("\n\n", "").isProblem(400, "no-lines");
        gateway.post(BULK, key, "[]").isProblem(415, "unsupported-media-type");
    }

    /// Retries on 429, like a real client.
    private Answered sendUntilAccepted(String body, String idempotencyKey) {
        var answer = send(body, idempotencyKey);
        while (answer.status() == 429) {
            answer = send(body, idempotencyKey);
        }
        return answer;
    }

    private Answered send(String body, String idempotencyKey) {
        var request = gateway.request(BULK, key)
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString(body));
        return gateway.send(idempotencyKey.isEmpty() ? request : request.header("Idempotency-Key", idempotencyKey));
    }

    private static String lines(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj("{\"type\": \"noop\", \"payload\": {\"n\": %d}}\n"::formatted)
                .collect(Collectors.joining());
    }

    private long jobs() {
        return count("owner = '" + owner + "'");
    }

    private long unpublished() {
        return count("owner = '" + owner + "' AND published_at IS NULL");
    }

    private long count(String where) {
        return gateway.jdbc()
                .sql("SELECT count(*) FROM job WHERE " + where)
                .query(Long.class)
                .single();
    }
}

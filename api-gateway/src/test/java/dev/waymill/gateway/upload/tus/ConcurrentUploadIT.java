package dev.waymill.gateway.upload.tus;

import static dev.waymill.gateway.upload.tus.TusClient.finish;
import static dev.waymill.gateway.upload.tus.TusClient.randomFile;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Requests that reach one upload at the same time.
class ConcurrentUploadIT {
    private final TusClient client = TusClient.withRole("operator");

    /// Both requests have passed the offset check before either stores a byte.
    @Test
    void one_of_two_concurrent_requests_at_the_same_offset_counts() throws Exception {
        var id = client.create(3);
        try (var first = client.open(id, 0, 3);
                var second = client.open(id, 0, 2)) {
            await().until(() -> client.chunkCount(id) == 2);
            assertThat(finish(first, "abc")).startsWith("HTTP/1.1 204");
            assertThat(finish(second, "xy")).startsWith("HTTP/1.1 409").contains("offset-mismatch");
        }
        assertThat(client.head(id).header("Upload-Offset")).isEqualTo("3");
        assertThat(client.stored(id)).asString(UTF_8).isEqualTo("abc");

        var unfinished = client.create(6);
        try (var first = client.open(unfinished, 0, 3);
                var second = client.open(unfinished, 0, 2)) {
            await().until(() -> client.chunkCount(unfinished) == 2);
            assertThat(finish(second, "xy")).startsWith("HTTP/1.1 204");
            assertThat(finish(first, "abc")).startsWith("HTTP/1.1 409").contains("offset-mismatch");
        }
        assertThat(client.chunkCount(unfinished)).isOne();
        client.patch(unfinished, 2, "1234".getBytes(UTF_8)).is(204);
        assertThat(client.stored(unfinished)).asString(UTF_8).isEqualTo("xy1234");
    }

    @Test
    void concurrent_requests_on_one_upload_make_one_job() throws Exception {
        var id = client.create(2_000);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = IntStream.range(0, 8)
                    .mapToObj(_ -> threads.submit(() -> client.patch(id, 0, randomFile(2_000))))
                    .toList();
            for (var answer : answers) {
                assertThat(answer.get().status()).isIn(204, 409);
            }
        }
        assertThat(client.head(id).header("Waymill-Job")).isEqualTo("/api/v1/jobs/" + id);
        assertThat(client.jobCount()).isOne();
        assertThat(client.chunkCount(id)).isZero();
    }

    @Test
    void concurrent_requests_for_a_complete_upload_make_one_job() throws Exception {
        var id = client.completeWithoutJob(randomFile(1_000));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = IntStream.range(0, 8)
                    .mapToObj(_ -> threads.submit(() -> client.head(id)))
                    .toList();
            for (var answer : answers) {
                assertThat(answer.get().is(200).header("Waymill-Job")).isIn("", "/api/v1/jobs/" + id);
            }
        }
        assertThat(client.head(id).header("Waymill-Job")).isEqualTo("/api/v1/jobs/" + id);
        assertThat(client.jobCount()).isOne();
    }
}

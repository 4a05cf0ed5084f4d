package dev.waymill.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.events.EventCodec;
import dev.waymill.events.JobChanged;
import dev.waymill.events.JobState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.kafka.core.KafkaTemplate;

@ExtendWith(OutputCaptureExtension.class)
class StreamIT {
    private static RunningGateway gateway;
    private String key;
    private UUID id;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start(Map.of("waymill.stream.max-open", "3", "waymill.stream.heartbeat", "300ms"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void aJob() {
        key = gateway.key("owner-" + UUID.randomUUID(), "operator");
        var file = UUID.randomUUID().toString().getBytes(UTF_8);
        id = UUID.fromString(gateway.upload("?filename=a", key, file).is(202).text("/id"));
    }

    @Test
    void a_stream_sends_each_change_in_order_and_ends_with_the_last() {
        try (var stream = Stream.open(request(id))) {
            await().untilAsserted(() -> assertThat(stream.ids()).containsExactly("0"));
            send(2, JobState.RUNNING);
            await().untilAsserted(() -> assertThat(stream.ids()).containsExactly("0", "2"));
            send(1, JobState.QUEUED);
            send(3, JobState.GRACE);
            await().untilAsserted(() -> assertThat(stream.ids()).containsExactly("0", "2", "3"));
            send(4, JobState.SUCCEEDED);
            await().until(stream::hasEnded);
            assertThat(stream.ids()).containsExactly("0", "2", "3", "4");
            assertThat(stream.lines()).contains("event: job");
            assertThat(stream.lines().stream()
                            .filter(line -> line.startsWith("data: "))
                            .toList()
                            .getLast())
                    .contains("\"state\":\"succeeded\"", id.toString());
        }
    }

    @Test
    void a_stream_sends_a_change_applied_by_another_gateway_within_seconds() {
        try (var stream = Stream.open(request(id))) {
            await().untilAsserted(() -> assertThat(stream.ids()).containsExactly("0"));
            gateway.jdbc()
                    .sql("UPDATE job SET state = 'failed', version = 9 WHERE id = :id")
                    .param("id", id)
                    .update();
            await().until(stream::hasEnded);
            assertThat(stream.ids()).containsExactly("0", "9");
        }
    }

    @Test
    void a_reconnecting_client_receives_only_newer_changes() {
        gateway.jdbc()
                .sql("UPDATE job SET state = 'running', version = 5 WHERE id = :id")
                .param("id", id)
                .update();
        try (var stream = Stream.open(request(id).header("Last-Event-ID", "5"))) {
            await().until(() -> stream.lines().stream().anyMatch(line -> line.startsWith(":")));
            assertThat(stream.ids()).isEmpty();
            send(6, JobState.CANCELLED);
            await().until(stream::hasEnded);
            assertThat(stream.ids()).containsExactly("6");
        }
        gateway.send(request(id).header("Last-Event-ID", "6")).is(204);
        assertThat(gateway.send(request(id).header("Last-Event-ID", "x"))
                        .is(200)
                        .response()
                        .body())
                .contains("id: 6");
    }

    @Test
    void an_idle_stream_sends_keepalives_and_a_disconnect_logs_nothing(CapturedOutput log) {
        try (var stream = Stream.open(request(id))) {
            await().until(() ->
                    stream.lines().stream().filter(line -> line.startsWith(":")).count() >= 2);
        }
        try (var other = Stream.open(request(id));
                var another = Stream.open(request(id));
                var third = Stream.open(request(id))) {
            assertThat(List.of(other.status(), another.status(), third.status()))
                    .containsOnly(200);
        }
        assertThat(log.getOut()).doesNotContain("Broken pipe", "ClientAbortException");
    }

    @Test
    void more_streams_than_allowed_are_refused_until_one_ends() {
        try (var first = Stream.open(request(id));
                var second = Stream.open(request(id));
                var third = Stream.open(request(id))) {
            assertThat(List.of(first.status(), second.status(), third.status())).containsOnly(200);
            gateway.send(request(id)).isProblem(429, "too-many-streams");
        }
        try (var again = Stream.open(request(id))) {
            assertThat(again.status()).isEqualTo(200);
        }
    }

    @Test
    void a_shutdown_does_not_wait_for_open_streams() {
        try (var stream = Stream.open(request(id))) {
            await().untilAsserted(() -> assertThat(stream.ids()).containsExactly("0"));
            var before = Instant.now();
            gateway.stop();
            assertThat(Instant.now()).isBefore(before.plusSeconds(25));
            await().until(stream::hasEnded);
            gateway.restart(Map.of());
        }
    }

    private HttpRequest.Builder request(UUID job) {
        return gateway.request("/api/v1/jobs/" + job + "/events", key).header("Accept", "text/event-stream");
    }

    @SuppressWarnings("unchecked")
    private void send(long version, JobState state) {
        var now = Instant.now();
        var end = state.isFinal() ? now : null;
        var event = new JobChanged(UUID.randomUUID(), now, id, "o", version, state, 1, null, null, null, null, end);
        KafkaTemplate<String, byte[]> kafka = gateway.bean(KafkaTemplate.class);
        kafka.send(EventCodec.toRecord(event, null)).join();
    }

    /// A reader with its own connection, so that closing the reader disconnects.
    private static final class Stream implements AutoCloseable {
        private final HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private volatile boolean ended;
        private volatile int status;

        /// The permit of a disconnected reader is released at the next heartbeat; until then a stream may be
        /// refused.
        static Stream open(HttpRequest.Builder request) {
            return await().atMost(Duration.ofMinutes(1)).until(() -> openUnlessRefused(request), Objects::nonNull);
        }

        private static @Nullable Stream openUnlessRefused(HttpRequest.Builder request) {
            var stream = tryOpen(request);
            if (stream.status == 429) {
                stream.close();
                return null;
            }
            return stream;
        }

        static Stream tryOpen(HttpRequest.Builder request) {
            var stream = new Stream();
            Thread.startVirtualThread(() -> stream.read(request.copy().build()));
            await().until(() -> stream.status > 0);
            return stream;
        }

        private void read(HttpRequest request) {
            URI address = request.uri();
            try {
                var response = client.send(request, BodyHandlers.ofInputStream());
                status = response.statusCode();
                var reader = new BufferedReader(new InputStreamReader(response.body(), UTF_8));
                reader.lines().forEach(lines::add);
                ended = true;
            } catch (IOException | UncheckedIOException e) {
                lines.add("hung up on " + address);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        int status() {
            return status;
        }

        boolean hasEnded() {
            return ended;
        }

        List<String> lines() {
            return lines;
        }

        List<String> ids() {
            return lines.stream()
                    .filter(line -> line.startsWith("id: "))
                    .map(line -> line.substring(4))
                    .toList();
        }

        @Override
        public void close() {
            client.shutdownNow();
        }
    }
}

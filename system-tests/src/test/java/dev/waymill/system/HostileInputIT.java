package dev.waymill.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.cli.up.ServiceStack;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Invariant 12: no owner's bytes, numbers or slowness can stop a service, hold a shared slot, or change
/// another owner's responses. The services have 256 MB of heap and exit when it is exhausted.
class HostileInputIT {
    /// 240 KB of text, 6 MB as a parsed tree.
    private static final String HEAVY = "{\"type\":\"noop\",\"payload\":[" + "{},".repeat(80_000) + "{}]}";

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    static Path data;

    private static Waymill waymill;
    private final List<Socket> held = new ArrayList<>();
    private String greedy;
    private OtherOwner other;

    @BeforeAll
    static void start() throws IOException {
        waymill = Waymill.start(data, ServiceStack.Options.defaults().withHeap("256m"));
    }

    @AfterAll
    static void stop() {
        waymill.close();
    }

    @BeforeEach
    void owners() throws Exception {
        greedy = waymill.owner().key();
        other = new OtherOwner(waymill.owner());
        other.begin();
    }

    @AfterEach
    void assertOthersAreServed() throws Exception {
        other.end();
        for (var socket : held) {
            socket.close();
        }
        for (var service :
                List.of(waymill.services.gateway(), waymill.services.scheduler(), waymill.services.worker())) {
            assertThat(service.handle().isAlive()).as(service.name()).isTrue();
        }
        assertThat(other.failures).isEmpty();
    }

    @Test
    void oversized_bodies_are_refused_and_all_others_fit_into_memory() throws Exception {
        var huge = "{\"type\":\"noop\",\"payload\":[" + "{},".repeat(4_800_000) + "{}]}";
        assertThat(statuses(4, () -> post("/api/v1/jobs", "application/json", huge)))
                .containsOnly(413);

        var lines = (HEAVY + "\n").repeat(34);
        assertThat(statuses(8, () -> post("/api/v1/jobs/bulk", "application/x-ndjson", lines)))
                .contains(202)
                .isSubsetOf(202, 429);
        assertThat(statuses(60, () -> post("/api/v1/jobs", "application/json", HEAVY)))
                .contains(202)
                .isSubsetOf(202, 429);

        assertThat(statuses(40, () -> get("/api/v1/jobs?limit=200")))
                .contains(200)
                .isSubsetOf(200, 429);
        awaitAllDone();
    }

    @Test
    void jobs_accepted_during_a_kafka_outage_are_sent_afterwards() throws Exception {
        waymill.services.stack().kafka().kill();
        for (int i = 0; i < 20; i++) {
            statuses(10, () -> post("/api/v1/jobs", "application/json", HEAVY));
        }
        waymill.services.stack().kafka().restart();
        awaitAllDone();
    }

    @Test
    void absurd_numbers_and_times_are_client_errors() throws Exception {
        var job = HTTP.send(
                        request("/api/v1/jobs")
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("{\"type\":\"noop\",\"runAt\":\"2100-01-01T00:00:00Z\"}"))
                                .build(),
                        BodyHandlers.ofString())
                .body()
                .replaceAll("(?s).*?\"id\" ?: ?\"([^\"]+)\".*", "$1");
        for (var moment : List.of("-5000-01-01T00:00:00Z", "+999999999-12-31T23:59:59Z", "-4713-11-23T00:00:00Z")) {
            assertThat(statuses(
                            22,
                            () -> post(
                                    "/api/v1/jobs/" + job + "/run-at",
                                    "application/json",
                                    "{\"runAt\":\"" + moment + "\"}")))
                    .containsOnly(400);
            assertThat(statuses(
                            4,
                            () -> post(
                                    "/api/v1/jobs",
                                    "application/json",
                                    "{\"type\":\"noop\",\"runAt\":\"" + moment + "\"}")))
                    .containsOnly(400);
        }
        for (var path : List.of(
                "/api/v1/schedules?cursor=AA",
                "/api/v1/dead-letters?from=-5000-01-01T00:00:00Z",
                "/api/v1/dead-letters?cursor=AA",
                "/api/v1/dead-letters?errorClass=%00",
                "/api/v1/timeline/points?cursor=AAAA")) {
            assertThat(statuses(22, () -> get(path))).containsOnly(400);
        }
        assertThat(text("/api/v1/timeline/points?cursor=AAAA")).contains("\"invalid-cursor\"");
        assertThat(text("/api/v1/dead-letters?cursor=AA")).contains("\"invalid-cursor\"");
    }

    @Test
    void slow_clients_hold_only_their_own_share() throws Exception {
        for (int i = 0; i < 20; i++) {
            hold("POST /api/v1/imports?filename=slow", "Content-Length: 100000\r\n\r\nx");
        }
        for (int i = 0; i < 60; i++) {
            hold("GET /api/v1/timeline/points?limit=10000", "\r\n");
        }
        await().atMost(Duration.ofMinutes(2))
                .until(() -> post("/api/v1/jobs", "application/json", "{\"type\":\"noop\"}"), s -> s == 202);
        for (int i = 0; i < 100; i++) {
            hold("POST /api/v1/jobs", "Content-Type: application/json\r\nContent-Length: 900000\r\n\r\n{");
        }
        TimeUnit.SECONDS.sleep(10);
    }

    /// Sends requests all the time and expects a response to each.
    private static final class OtherOwner {
        private final String key;
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
        private CompletableFuture<Void> asking = CompletableFuture.completedFuture(null);

        OtherOwner(Waymill.Owner owner) {
            this.key = owner.key();
        }

        void begin() {
            asking = CompletableFuture.runAsync(
                    () -> {
                        while (!stopped.get()) {
                            ask();
                        }
                    },
                    Thread.ofVirtual()::start);
        }

        private void ask() {
            try {
                var answer = HTTP.send(
                        HttpRequest.newBuilder(waymill.services.url().resolve("/api/v1/jobs?limit=5"))
                                .timeout(Duration.ofSeconds(20))
                                .header("X-API-Key", key)
                                .build(),
                        BodyHandlers.ofString());
                if (answer.statusCode() != 200) {
                    failures.add(answer.statusCode() + " " + answer.body());
                }
                TimeUnit.MILLISECONDS.sleep(5);
            } catch (IOException e) {
                failures.add(e.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void end() {
            stopped.set(true);
            asking.join();
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(waymill.services.url() + path).normalize())
                .timeout(Duration.ofSeconds(60))
                .header("X-API-Key", greedy);
    }

    private int post(String path, String type, String body) {
        return status(request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
    }

    private String text(String path) throws Exception {
        return HTTP.send(request(path).build(), BodyHandlers.ofString()).body();
    }

    private int get(String path) {
        return status(request(path).GET());
    }

    private static int status(HttpRequest.Builder request) {
        try {
            HttpResponse<Void> answer = HTTP.send(request.build(), BodyHandlers.discarding());
            return answer.statusCode();
        } catch (IOException e) {
            // The connection of a refused body may be closed before the response is read.
            return 413;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private static List<Integer> statuses(int times, Supplier<Integer> call) {
        return IntStream.range(0, times)
                .mapToObj(_ -> CompletableFuture.supplyAsync(call, Thread.ofVirtual()::start))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
    }

    private void hold(String line, String rest) throws IOException {
        var url = waymill.services.url();
        var socket = new Socket(url.getHost(), url.getPort());
        held.add(socket);
        socket.getOutputStream()
                .write((line + " HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + greedy + "\r\n" + rest).getBytes(UTF_8));
        socket.getOutputStream().flush();
    }

    private static void awaitAllDone() {
        await().atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> waymill.rows(
                                "waymill_gateway",
                                "SELECT count(*) FROM job WHERE state NOT IN ('succeeded', 'failed') AND type = 'noop'"
                                        + " AND coalesce(terms ->> 'runAt', '') = ''",
                                row -> row.getLong(1))
                        .getFirst()
                        .equals(0L));
    }
}

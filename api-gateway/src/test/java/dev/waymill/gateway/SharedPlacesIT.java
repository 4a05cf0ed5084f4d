package dev.waymill.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// One owner uses all they can get; another owner must still be served.
class SharedPlacesIT {
    private static RunningGateway gateway;
    private final List<Socket> held = new ArrayList<>();
    private String greedy;
    private String modest;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void twoOwners() {
        greedy = gateway.key("greedy-" + UUID.randomUUID(), "operator");
        modest = gateway.key("modest-" + UUID.randomUUID(), "operator");
    }

    @AfterEach
    void closeSockets() throws IOException {
        for (var socket : held) {
            socket.close();
        }
    }

    @Test
    void slow_uploads_of_one_owner_leave_slots_for_another() throws Exception {
        int files = gateway.storedFiles().size();
        for (int i = 0; i < 4; i++) {
            hold(head("POST", "/api/v1/imports?filename=slow", greedy) + "Content-Length: 1000\r\n\r\nx");
        }
        await().until(() -> gateway.storedFiles().size() == files + 4);

        gateway.upload("?filename=a", greedy, random()).isProblem(429, "too-many-uploads");
        gateway.upload("?filename=a", modest, random()).is(202);
    }

    @Test
    void streams_leave_slots_for_another_owner_and_end_with_their_key() throws Exception {
        var job = gateway.post("/api/v1/jobs", greedy, "{\"type\":\"noop\"}")
                .is(202)
                .text("/id");
        var other = gateway.post("/api/v1/jobs", modest, "{\"type\":\"noop\"}")
                .is(202)
                .text("/id");
        var path = "/api/v1/jobs/" + job + "/events";
        var streams = new ArrayList<Socket>();
        for (int i = 0; i < 20; i++) {
            streams.add(hold(head("GET", path, greedy) + "\r\n"));
        }
        for (var stream : streams) {
            assertThat(line(stream)).contains("200");
        }
        gateway.get(path, greedy).isProblem(429, "too-many-streams");
        var fine = hold(head("GET", "/api/v1/jobs/" + other + "/events", modest) + "\r\n");
        assertThat(line(fine)).contains("200");

        var id = greedy.substring(3, 15);
        gateway.send(gateway.request("/api/v1/keys/" + id, gateway.adminKey()).DELETE())
                .is(200);

        for (var stream : streams) {
            stream.setSoTimeout(60_000);
            assertThat(new String(stream.getInputStream().readAllBytes(), UTF_8))
                    .endsWith("0\r\n\r\n");
        }
    }

    @Test
    void clients_that_do_not_read_responses_leave_slots_for_another_owner() throws Exception {
        gateway.worker.respond("GET /internal/points", 200, "{\"items\":[\"" + "x".repeat(20_000_000) + "\"]}");
        for (int i = 0; i < 4; i++) {
            hold(head("GET", "/api/v1/timeline/points?limit=10000", greedy) + "\r\n");
        }
        await().untilAsserted(() -> assertThat(gateway.worker.requests().stream()
                        .filter(request -> request.startsWith("GET /internal/points"))
                        .count())
                .isGreaterThanOrEqualTo(4));
        gateway.worker.respond("GET /internal/points", 200, "{\"items\":[]}");

        gateway.get("/api/v1/timeline/points", greedy).isProblem(429, "too-many-requests");
        gateway.get("/api/v1/timeline/points", modest).is(200);
    }

    @Test
    void a_body_over_a_mebibyte_is_refused_also_if_chunked_or_compressed() throws Exception {
        var large = "{\"type\":\"noop\",\"payload\":\"" + "x".repeat(1 << 20) + "\"}";

        for (var path : List.of("/api/v1/jobs", "/api/v1/schedules", "/api/v1/dead-letters/retry")) {
            gateway.post(path, greedy, large).isProblem(413, "too-large");
            gateway.send(gateway.request(path, greedy)
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofInputStream(
                                    () -> new java.io.ByteArrayInputStream(large.getBytes(UTF_8)))))
                    .isProblem(413, "too-large");
        }
        var packed = new java.io.ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(" ".repeat(10 << 20).getBytes(UTF_8));
        }
        var answer = gateway.send(gateway.request("/api/v1/jobs", greedy)
                .header("Content-Type", "application/json")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(packed.toByteArray())));
        assertThat(answer.status()).isBetween(400, 499);
    }

    /// The container would parse the form when a parameter is read, which bypasses all limits.
    @Test
    void a_form_is_refused_before_it_is_read_unless_it_is_empty() throws Exception {
        var job = gateway.post("/api/v1/jobs", greedy, "{\"type\": \"noop\"}")
                .is(202)
                .text("/id");
        for (var path : List.of("/api/v1/jobs", "/api/v1/jobs/" + job + "/cancel")) {
            gateway.send(gateway.request(path, greedy)
                            .header("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
                            .POST(BodyPublishers.ofString("type=noop")))
                    .isProblem(415, "unsupported-media-type");
        }
        assertThat(gateway.send(gateway.request("/api/v1/jobs/" + job + "/cancel", greedy)
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.noBody()))
                        .status())
                .isNotEqualTo(415);
    }

    @Test
    void a_payload_is_limited_in_bytes_and_must_be_valid_text() {
        var characters = "\u4e2d".repeat(100_000);
        gateway.post("/api/v1/jobs", greedy, "{\"type\":\"noop\",\"payload\":\"" + characters + "\"}")
                .isProblem(400, "invalid-field");
        var half = gateway.post("/api/v1/jobs", greedy, "{\"type\":\"noop\",\"payload\":{\"a\":\"\\ud800\"}}");
        half.isProblem(400, "invalid-field");
        assertThat(half.text("/errors/0/pointer")).isEqualTo("/payload");
    }

    @Test
    void upstream_errors_for_one_owner_do_not_affect_another() {
        var job = gateway.post("/api/v1/jobs", greedy, "{\"type\":\"noop\"}")
                .is(202)
                .text("/id");
        var other = gateway.post("/api/v1/jobs", modest, "{\"type\":\"noop\"}")
                .is(202)
                .text("/id");
        gateway.scheduler.respond("POST /internal/jobs/" + job + "/hold", 500, "{}");
        gateway.worker.respond("GET /internal/executions/" + other, 200, "{}");
        for (int i = 0; i < 30; i++) {
            gateway.post("/api/v1/jobs/" + job + "/hold", greedy, "").is(503);
        }
        var view = gateway.get("/api/v1/jobs/" + other, modest).is(200).json();
        assertThat(view.path("missing").toString()).isEqualTo("[]");
    }

    @Test
    void an_invalid_file_name_or_long_part_header_causes_no_internal_error() {
        var name = part("Content-Disposition: form-data; name=\"file\"; filename*=UTF-8''a%00%0a2026 ERROR forged");
        gateway.send(name).is(202);
        var header = part("Content-Disposition: form-data; name=\"file\"\r\nX-Long: " + "x".repeat(600));
        var refused = gateway.send(header).isProblem(400, "malformed-multipart");
        assertThat(refused.text("/detail")).contains("512");
    }

    private java.net.http.HttpRequest.Builder part(String headers) {
        var body = "--b\r\n" + headers + "\r\n\r\n" + UUID.randomUUID() + "\r\n--b--\r\n";
        return gateway.request("/api/v1/imports", modest)
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(BodyPublishers.ofString(body));
    }

    private static byte[] random() {
        return UUID.randomUUID().toString().getBytes(UTF_8);
    }

    private static String head(String method, String path, String key) {
        return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-API-Key: " + key + "\r\n";
    }

    private Socket hold(String request) throws IOException {
        var socket = new Socket("localhost", gateway.port());
        held.add(socket);
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(request.getBytes(UTF_8));
        socket.getOutputStream().flush();
        return socket;
    }

    private static String line(Socket socket) throws IOException {
        var line = new StringBuilder();
        for (int next = socket.getInputStream().read();
                next >= 0 && next != '\n';
                next = socket.getInputStream().read()) {
            line.append((char) next);
        }
        return line.toString();
    }
}

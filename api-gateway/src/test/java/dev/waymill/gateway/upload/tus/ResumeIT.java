package dev.waymill.gateway.upload.tus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.events.EventCodec;
import dev.waymill.events.JobCreated;
import dev.waymill.gateway.Answered;
import dev.waymill.gateway.EventProbe;
import dev.waymill.gateway.RunningGateway;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class ResumeIT {
    private static final int MAX_BYTES = 40_000_000;
    private static RunningGateway gateway;
    private static EventProbe created;
    private String key;

    @BeforeAll
    static void start() {
        created = EventProbe.of("waymill.job-created");
        gateway = RunningGateway.start(Map.of("waymill.upload.max-size", MAX_BYTES + "B"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        created.close();
    }

    @BeforeEach
    void aNewOwner() {
        key = gateway.key("owner-" + UUID.randomUUID(), "operator");
    }

    @Test
    void a_file_in_pieces_becomes_an_import_like_any_other() throws Exception {
        byte[] file = randomFile(9_000);
        var metadata = "filename " + base64("ride \u00fc.gpx") + ",grace " + base64("PT1H") + ",onDamage "
                + base64("keep") + ",x";
        var begun = tus("POST", "", "Upload-Length", "9000", "Upload-Metadata", metadata)
                .is(201);
        var id = idOf(begun);
        assertThat(begun.header("Upload-Expires")).endsWith("GMT");
        assertThat(begun.header("Waymill-Job")).isEmpty();

        assertThat(patch(id, 0, Arrays.copyOf(file, 4_000)).is(204).header("Upload-Offset"))
                .isEqualTo("4000");
        var head = head(id).is(200);
        assertThat(head.header("Upload-Offset")).isEqualTo("4000");
        assertThat(head.header("Upload-Length")).isEqualTo("9000");
        assertThat(head.header("Upload-Metadata")).isEqualTo(metadata);
        assertThat(head.header("Cache-Control")).contains("no-store");
        assertThat(head.header("Tus-Resumable")).isEqualTo("1.0.0");
        patch(id, 4_000, Arrays.copyOfRange(file, 4_000, 8_999)).is(204);
        var last = patch(id, 8_999, Arrays.copyOfRange(file, 8_999, 9_000)).is(204);
        assertThat(last.header("Waymill-Job")).isEqualTo("/api/v1/jobs/" + id);
        assertThat(last.header("Waymill-Notice")).isEmpty();

        assertThat(stored(id)).isEqualTo(file);
        var event = (JobCreated) EventCodec.read(created.next(id.toString()));
        var payload = JsonMapper.shared().readTree(event.firstTask().payload().text());
        assertThat(payload.path("fileName").asString()).isEqualTo("ride \u00fc.gpx");
        assertThat(payload.path("grace").asString()).isEqualTo("PT1H");
        assertThat(payload.path("onDamage").asString()).isEqualTo("KEEP");
        assertThat(payload.path("bytes").asLong()).isEqualTo(9_000);
        assertThat(gateway.get("/api/v1/jobs/" + id, key).is(200).text("/state"))
                .isEqualTo("accepted");
        assertThat(chunkCount(id)).isZero();
    }

    @Test
    void what_came_before_a_connection_broke_is_kept() throws Exception {
        byte[] file = "0123456789".repeat(100).getBytes(UTF_8);
        var id = begin(file.length);
        try (var socket = new Socket("localhost", gateway.port())) {
            socket.getOutputStream().write(patchHead(id, 0, file.length).getBytes(UTF_8));
            socket.getOutputStream().write(file, 0, 400);
            socket.getOutputStream().flush();
            await().until(() -> chunkCount(id) == 1);
        }
        await().until(() -> head(id).header("Upload-Offset").equals("400"));
        patch(id, 400, Arrays.copyOfRange(file, 400, file.length)).is(204);
        assertThat(stored(id)).isEqualTo(file);
    }

    @Test
    void of_a_long_request_what_came_is_safe_before_it_is_over() throws Exception {
        byte[] file = randomFile(BodyPiece.MOST_BYTES + 1_000);
        var id = begin(file.length);
        try (var request = open(id, 0, file.length)) {
            request.getOutputStream().write(file, 0, file.length - 1);
            request.getOutputStream().flush();
            await().until(() -> head(id).header("Upload-Offset").equals("" + BodyPiece.MOST_BYTES));
            request.getOutputStream().write(file, file.length - 1, 1);
            request.getOutputStream().flush();
            assertThat(new String(request.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 204");
        }
        assertThat(stored(id)).isEqualTo(file);
    }

    @Test
    void a_chunked_body_and_a_method_in_a_header_will_do() throws Exception {
        byte[] file = randomFile(5_000);
        var id = begin(file.length);
        gateway.send(gateway.request("/api/v1/uploads/" + id, key)
                        .header("Tus-Resumable", "1.0.0")
                        .header("X-HTTP-Method-Override", "PATCH")
                        .header("Upload-Offset", "0")
                        .header("Content-Type", "application/offset+octet-stream")
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(file))))
                .is(204);
        assertThat(stored(id)).isEqualTo(file);
    }

    @Test
    void the_first_bytes_may_come_with_the_beginning() throws Exception {
        byte[] file = randomFile(5_000);
        var begun = gateway.send(gateway.request("/api/v1/uploads", key)
                        .header("Tus-Resumable", "1.0.0")
                        .header("Upload-Length", "5000")
                        .header("Content-Type", "application/offset+octet-stream")
                        .POST(BodyPublishers.ofByteArray(file, 0, 1_000)))
                .is(201);
        assertThat(begun.header("Upload-Offset")).isEqualTo("1000");
        patch(idOf(begun), 1_000, Arrays.copyOfRange(file, 1_000, 5_000)).is(204);
        assertThat(stored(idOf(begun))).isEqualTo(file);
    }

    @Test
    void an_empty_file_is_whole_at_once() {
        var begun = tus("POST", "", "Upload-Length", "0").is(201);
        assertThat(begun.header("Waymill-Job")).startsWith("/api/v1/jobs/");
        gateway.get(begun.header("Waymill-Job"), key).is(200);
    }

    @Test
    void a_wrong_offset_is_refused_and_changes_nothing() {
        var id = begin(100);
        patch(id, 0, randomFile(40)).is(204);
        patch(id, 0, randomFile(40)).isProblem(409, "offset-mismatch");
        patch(id, 41, randomFile(40)).isProblem(409, "offset-mismatch");
        assertThat(head(id).header("Upload-Offset")).isEqualTo("40");
    }

    /// Both requests have passed the offset check before either stores a byte.
    @Test
    void of_two_requests_at_one_offset_one_counts() throws Exception {
        var id = begin(3);
        try (var first = open(id, 0, 3);
                var second = open(id, 0, 2)) {
            await().until(() -> chunkCount(id) == 2);
            assertThat(finish(first, "abc")).startsWith("HTTP/1.1 204");
            assertThat(finish(second, "xy")).startsWith("HTTP/1.1 409").contains("offset-mismatch");
        }
        assertThat(head(id).header("Upload-Offset")).isEqualTo("3");
        assertThat(stored(id)).asString(UTF_8).isEqualTo("abc");

        var unfinished = begin(6);
        try (var first = open(unfinished, 0, 3);
                var second = open(unfinished, 0, 2)) {
            await().until(() -> chunkCount(unfinished) == 2);
            assertThat(finish(second, "xy")).startsWith("HTTP/1.1 204");
            assertThat(finish(first, "abc")).startsWith("HTTP/1.1 409").contains("offset-mismatch");
        }
        assertThat(chunkCount(unfinished)).isOne();
        patch(unfinished, 2, "1234".getBytes(UTF_8)).is(204);
        assertThat(stored(unfinished)).asString(UTF_8).isEqualTo("xy1234");
    }

    @Test
    void many_at_once_on_one_upload_make_one_job_of_one_of_their_files() throws Exception {
        var id = begin(2_000);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = IntStream.range(0, 8)
                    .mapToObj(_ -> threads.submit(() -> patch(id, 0, randomFile(2_000))))
                    .toList();
            for (var answer : answers) {
                assertThat(answer.get().status()).isIn(204, 409);
            }
        }
        assertThat(head(id).header("Waymill-Job")).isEqualTo("/api/v1/jobs/" + id);
        assertThat(jobCount()).isOne();
        assertThat(chunkCount(id)).isZero();
    }

    @Test
    void whoever_lost_the_last_answer_asks_where_to_go_on() {
        var id = begin(100);
        patch(id, 0, randomFile(100)).is(204);
        assertThat(head(id).is(200).header("Waymill-Job")).isEqualTo("/api/v1/jobs/" + id);
        assertThat(patch(id, 100, new byte[0]).is(204).header("Waymill-Job")).isEqualTo("/api/v1/jobs/" + id);
        assertThat(jobCount()).isOne();
    }

    @Test
    void a_whole_file_that_nobody_put_together_becomes_an_import_when_somebody_asks() throws Exception {
        byte[] file = randomFile(1_000);
        var id = wholeButUnfinished(file);
        assertThat(head(id).is(200).header("Waymill-Job")).isEqualTo("/api/v1/jobs/" + id);
        assertThat(stored(id)).isEqualTo(file);

        var another = wholeButUnfinished(randomFile(1_000));
        assertThat(patch(another, 1_000, new byte[0]).is(204).header("Waymill-Job"))
                .isEqualTo("/api/v1/jobs/" + another);
        assertThat(jobCount()).isEqualTo(2);
    }

    @Test
    void many_who_ask_at_once_make_one_job() throws Exception {
        var id = wholeButUnfinished(randomFile(1_000));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = IntStream.range(0, 8)
                    .mapToObj(_ -> threads.submit(() -> head(id)))
                    .toList();
            for (var answer : answers) {
                assertThat(answer.get().is(200).header("Waymill-Job")).isIn("", "/api/v1/jobs/" + id);
            }
        }
        assertThat(head(id).header("Waymill-Job")).isEqualTo("/api/v1/jobs/" + id);
        assertThat(jobCount()).isOne();
    }

    /// Simulates a crash after the submission and before the upload's row has the job id. The job has failed in
    /// the meantime.
    @Test
    void an_upload_that_was_submitted_is_never_submitted_again() throws Exception {
        byte[] file = randomFile(1_000);
        var id = wholeButUnfinished(file);
        var chunk = gateway.jdbc()
                .sql("SELECT id FROM upload_chunk WHERE upload_id = :id")
                .param("id", id)
                .query(UUID.class)
                .single();
        head(id).is(200);
        Files.write(objects().resolve("uploads/" + chunk), file);
        gateway.jdbc()
                .sql("INSERT INTO upload_chunk (id, upload_id, start, bytes) VALUES (:chunk, :id, 0, 1000)")
                .param("chunk", chunk)
                .param("id", id)
                .update();
        gateway.jdbc()
                .sql("UPDATE upload SET job_id = NULL WHERE id = :id")
                .param("id", id)
                .update();
        gateway.jdbc()
                .sql("UPDATE job SET state = 'failed' WHERE id = :id")
                .param("id", id)
                .update();

        assertThat(head(id).is(200).header("Waymill-Job")).isEqualTo("/api/v1/jobs/" + id);
        assertThat(jobCount()).isOne();
        assertThat(stored(id)).isEqualTo(file);
    }

    @Test
    void the_same_file_again_is_the_job_there_is() throws Exception {
        byte[] file = randomFile(1_000);
        var first = gateway.upload("?filename=a.gpx", key, file).is(202).text("/id");
        var id = begin(1_000);
        var last = patch(id, 0, file).is(204);
        assertThat(last.header("Waymill-Job")).isEqualTo("/api/v1/jobs/" + first);
        assertThat(last.header("Waymill-Notice")).isEqualTo("already-imported");
        assertThat(head(id).header("Waymill-Notice")).isEqualTo("already-imported");
        assertThat(gateway.importFile(id)).isEmpty();
        assertThat(stored(UUID.fromString(first))).isEqualTo(file);
    }

    @Test
    void another_owner_sees_nothing_of_it() {
        var id = begin(100);
        key = gateway.key("somebody-" + UUID.randomUUID(), "operator");
        head(id).is(404);
        patch(id, 0, randomFile(100)).isProblem(404, "upload-not-found");
        tus("DELETE", "/" + id).isProblem(404, "upload-not-found");
        patch(UUID.randomUUID(), 0, randomFile(1)).isProblem(404, "upload-not-found");
    }

    @Test
    void a_viewer_uploads_nothing() {
        key = gateway.key("viewer-" + UUID.randomUUID(), "viewer");
        tus("POST", "", "Upload-Length", "1").isProblem(403, "forbidden");
    }

    @Test
    void an_expired_upload_is_gone_and_its_bytes_with_it() {
        var before = chunkFiles();
        var id = begin(100);
        patch(id, 0, randomFile(40)).is(204);
        gateway.jdbc()
                .sql("UPDATE upload SET expires_at = now() - INTERVAL '1 second' WHERE id = :id")
                .param("id", id)
                .update();
        patch(id, 40, randomFile(60)).isProblem(410, "upload-expired");
        head(id).is(410);
        gateway.bean(UploadSweep.class).tick();
        assertThat(chunkCount(id)).isZero();
        assertThat(chunkFiles()).isEqualTo(before);
        head(id).is(410);
        gateway.jdbc()
                .sql("UPDATE upload SET expires_at = now() - INTERVAL '8 days' WHERE id = :id")
                .param("id", id)
                .update();
        gateway.bean(UploadSweep.class).tick();
        head(id).is(404);
    }

    @Test
    void one_that_expires_while_bytes_come_keeps_none_of_them() throws Exception {
        var before = chunkFiles();
        var id = begin(6);
        try (var request = open(id, 0, 6)) {
            await().until(() -> chunkCount(id) == 1);
            gateway.jdbc()
                    .sql("UPDATE upload SET expires_at = now() WHERE id = :id")
                    .param("id", id)
                    .update();
            gateway.bean(UploadSweep.class).tick();
            assertThat(finish(request, "abcdef")).startsWith("HTTP/1.1 410").contains("upload-expired");
        }
        assertThat(chunkFiles()).isEqualTo(before);
    }

    @Test
    void what_is_given_up_is_taken_away_at_once() {
        var before = chunkFiles();
        var id = begin(100);
        patch(id, 0, randomFile(40)).is(204);
        tus("DELETE", "/" + id).is(204);
        assertThat(chunkFiles()).isEqualTo(before);
        patch(id, 40, randomFile(60)).isProblem(410, "upload-expired");
    }

    @Test
    void an_import_outlives_its_upload() {
        var id = begin(100);
        patch(id, 0, randomFile(100)).is(204);
        tus("DELETE", "/" + id).is(204);
        gateway.get("/api/v1/jobs/" + id, key).is(200);
        assertThat(gateway.importFile(id)).isPresent();
    }

    @Test
    void more_than_was_announced_is_refused_and_not_kept() {
        var id = begin(100);
        patch(id, 0, randomFile(101)).isProblem(413, "too-large");
        gateway.send(gateway.request("/api/v1/uploads/" + id, key)
                        .header("Tus-Resumable", "1.0.0")
                        .header("Upload-Offset", "0")
                        .header("Content-Type", "application/offset+octet-stream")
                        .method("PATCH", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(randomFile(101)))))
                .isProblem(413, "too-large");
        assertThat(head(id).header("Upload-Offset")).isEqualTo("0");
        assertThat(chunkCount(id)).isZero();
    }

    @Test
    void a_file_beyond_the_limit_is_refused_before_it_comes() {
        tus("POST", "", "Upload-Length", "" + (MAX_BYTES + 1)).isProblem(413, "too-large");
        tus("POST", "", "Upload-Length", "" + MAX_BYTES).is(201);
    }

    @ParameterizedTest
    @CsvSource({
        "Upload-Defer-Length, 1,                   invalid-header",
        "Upload-Length,       -1,                  invalid-header",
        "Upload-Length,       99999999999999999999,invalid-header",
    })
    void a_length_that_is_none_is_refused(String header, String value, String code) {
        tus("POST", "", header, value).isProblem(400, code);
    }

    @ParameterizedTest
    @CsvSource({
        "filename !,               invalid-header",
        "'filename YQ==,,',        invalid-header",
        "'a YQ==,a YQ==',          invalid-header",
        "format c2hhcGVmaWxl,      unknown-format",
        "grace YQ==,               invalid-grace",
        "onDamage YQ==,            invalid-parameter",
    })
    void metadata_that_cannot_be_read_is_refused_at_the_beginning(String metadata, String code) {
        tus("POST", "", "Upload-Length", "1", "Upload-Metadata", metadata).isProblem(400, code);
    }

    @Test
    void what_is_not_tus_is_told_so() {
        var id = begin(10);
        var other = gateway.send(gateway.request("/api/v1/uploads/" + id, key)
                .header("Tus-Resumable", "0.2.2")
                .DELETE());
        other.isProblem(412, "unsupported-tus-version");
        assertThat(other.header("Tus-Version")).isEqualTo("1.0.0");
        gateway.get("/api/v1/uploads/" + id, key).isProblem(412, "unsupported-tus-version");
        gateway.send(gateway.request("/api/v1/uploads/" + id, key)
                        .header("Tus-Resumable", "1.0.0")
                        .header("Upload-Offset", "0")
                        .header("Content-Type", "application/octet-stream")
                        .method("PATCH", BodyPublishers.ofString("x")))
                .isProblem(415, "unsupported-media-type");
        tus("PATCH", "/" + id, "Content-Type", "application/offset+octet-stream")
                .isProblem(400, "invalid-header");
        key = "";
        assertThat(tus("POST", "", "Upload-Length", "1")
                        .isProblem(401, "unauthenticated")
                        .header("Tus-Resumable"))
                .isEqualTo("1.0.0");
    }

    @Test
    void a_client_may_ask_what_there_is() {
        var answer = gateway.send(gateway.request("/api/v1/uploads", key).method("OPTIONS", BodyPublishers.noBody()))
                .is(204);
        assertThat(answer.header("Tus-Version")).isEqualTo("1.0.0");
        assertThat(answer.header("Tus-Max-Size")).isEqualTo("" + MAX_BYTES);
        assertThat(answer.header("Tus-Extension").split(","))
                .containsExactlyInAnyOrder("creation", "creation-with-upload", "expiration", "termination");
    }

    /// Creates the state after a gateway that counted the last chunk and then died.
    private UUID wholeButUnfinished(byte[] file) {
        var id = begin(file.length + 1);
        patch(id, 0, file).is(204);
        gateway.jdbc()
                .sql("UPDATE upload SET length = received WHERE id = :id")
                .param("id", id)
                .update();
        return id;
    }

    private UUID begin(int length) {
        return idOf(tus("POST", "", "Upload-Length", "" + length).is(201));
    }

    private static UUID idOf(Answered begun) {
        return UUID.fromString(begun.header("Location").substring("/api/v1/uploads/".length()));
    }

    private Answered tus(String method, String path, String... headers) {
        var request = gateway.request("/api/v1/uploads" + path, key)
                .header("Tus-Resumable", "1.0.0")
                .method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return gateway.send(request);
    }

    private Answered head(UUID id) {
        return tus("HEAD", "/" + id);
    }

    private Answered patch(UUID id, long offset, byte[] body) {
        return gateway.send(gateway.request("/api/v1/uploads/" + id, key)
                .header("Tus-Resumable", "1.0.0")
                .header("Upload-Offset", "" + offset)
                .header("Content-Type", "application/offset+octet-stream")
                .method("PATCH", BodyPublishers.ofByteArray(body)));
    }

    private String patchHead(UUID id, long offset, int length) {
        return "PATCH /api/v1/uploads/" + id + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-API-Key: " + key
                + "\r\nTus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\nUpload-Offset: "
                + offset + "\r\nContent-Length: " + length + "\r\n\r\n";
    }

    /// Opens a request without sending its body yet.
    private Socket open(UUID id, long offset, int length) throws IOException {
        var socket = new Socket("localhost", gateway.port());
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(patchHead(id, offset, length).getBytes(UTF_8));
        socket.getOutputStream().flush();
        return socket;
    }

    private static String finish(Socket request, String body) throws IOException {
        request.getOutputStream().write(body.getBytes(UTF_8));
        request.getOutputStream().flush();
        return new String(request.getInputStream().readAllBytes(), UTF_8);
    }

    private static long chunkCount(UUID id) {
        return gateway.jdbc()
                .sql("SELECT count(*) FROM upload_chunk WHERE upload_id = :id")
                .param("id", id)
                .query(Long.class)
                .single();
    }

    private long jobCount() {
        return gateway.get("/api/v1/jobs", key).is(200).json().path("items").size();
    }

    private static Path objects() {
        return gateway.directory.resolve("objects");
    }

    private static List<Path> chunkFiles() {
        return gateway.storedFiles().stream()
                .filter(file -> file.startsWith(objects().resolve("uploads")))
                .toList();
    }

    private static byte[] stored(UUID id) throws IOException {
        return Files.readAllBytes(gateway.importFile(id).orElseThrow());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static byte[] randomFile(int bytes) {
        var file = new byte[bytes];
        ThreadLocalRandom.current().nextBytes(file);
        return file;
    }
}

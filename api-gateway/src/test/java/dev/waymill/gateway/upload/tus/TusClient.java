package dev.waymill.gateway.upload.tus;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waymill.gateway.Answered;
import dev.waymill.gateway.RunningGateway;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/// Uploads files with the tus protocol, and reads what the gateway stored of them.
final class TusClient {
    static final int MAX_BYTES = 40_000_000;

    final RunningGateway gateway = RunningGateway.shared(Map.of("waymill.upload.max-size", MAX_BYTES + "B"));
    final String key;

    private TusClient(Function<RunningGateway, String> key) {
        this.key = key.apply(gateway);
    }

    /// A client of a new owner.
    static TusClient withRole(String role) {
        return new TusClient(gateway -> gateway.key("owner-" + UUID.randomUUID(), role));
    }

    static TusClient withoutKey() {
        return new TusClient(_ -> "");
    }

    /// Creates an upload of that many bytes.
    UUID create(int length) {
        return idOf(tus("POST", "", "Upload-Length", "" + length).is(201));
    }

    /// Creates the state after a gateway that counted the last chunk and then died.
    UUID completeWithoutJob(byte[] file) {
        var id = create(file.length + 1);
        patch(id, 0, file).is(204);
        gateway.jdbc()
                .sql("UPDATE upload SET length = received WHERE id = :id")
                .param("id", id)
                .update();
        return id;
    }

    static UUID idOf(Answered created) {
        return UUID.fromString(created.header("Location").substring("/api/v1/uploads/".length()));
    }

    Answered tus(String method, String path, String... headers) {
        var request = gateway.request("/api/v1/uploads" + path, key)
                .header("Tus-Resumable", "1.0.0")
                .method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return gateway.send(request);
    }

    Answered head(UUID id) {
        return tus("HEAD", "/" + id);
    }

    Answered patch(UUID id, long offset, byte[] body) {
        return gateway.send(gateway.request("/api/v1/uploads/" + id, key)
                .header("Tus-Resumable", "1.0.0")
                .header("Upload-Offset", "" + offset)
                .header("Content-Type", "application/offset+octet-stream")
                .method("PATCH", BodyPublishers.ofByteArray(body)));
    }

    /// Opens a request without sending its body yet.
    Socket open(UUID id, long offset, int length) throws IOException {
        var socket = new Socket("localhost", gateway.port());
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(patchHead(id, offset, length).getBytes(UTF_8));
        socket.getOutputStream().flush();
        return socket;
    }

    /// Sends the body of an open request, and reads the response.
    static String finish(Socket request, String body) throws IOException {
        request.getOutputStream().write(body.getBytes(UTF_8));
        request.getOutputStream().flush();
        return new String(request.getInputStream().readAllBytes(), UTF_8);
    }

    /// The head of a patch request, for connections that break.
    String patchHead(UUID id, long offset, int length) {
        return "PATCH /api/v1/uploads/" + id + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-API-Key: " + key
                + "\r\nTus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\nUpload-Offset: "
                + offset + "\r\nContent-Length: " + length + "\r\n\r\n";
    }

    long chunkCount(UUID id) {
        return gateway.jdbc()
                .sql("SELECT count(*) FROM upload_chunk WHERE upload_id = :id")
                .param("id", id)
                .query(Long.class)
                .single();
    }

    long jobCount() {
        return gateway.get("/api/v1/jobs", key).is(200).json().path("items").size();
    }

    Path objects() {
        return gateway.directory.resolve("objects");
    }

    List<Path> chunkFiles() {
        return gateway.storedFiles().stream()
                .filter(file -> file.startsWith(objects().resolve("uploads")))
                .toList();
    }

    /// The bytes of the upload's import.
    byte[] stored(UUID id) throws IOException {
        return Files.readAllBytes(gateway.importFile(id).orElseThrow());
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    static byte[] randomFile(int bytes) {
        var file = new byte[bytes];
        ThreadLocalRandom.current().nextBytes(file);
        return file;
    }
}

package dev.waymill.gateway.upload;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waymill.gateway.Answered;
import dev.waymill.gateway.RunningGateway;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/// Uploads whole files of a new owner, and reads what the gateway stored of them.
final class UploadClient {
    static final int MAX_BYTES = 200_000;

    final RunningGateway gateway = RunningGateway.shared(Map.of("waymill.upload.max-size", MAX_BYTES + "B"));
    final String key = gateway.key("owner-" + UUID.randomUUID(), "operator");

    Answered multipart(String part, String fileName, byte[] file) {
        return gateway.send(gateway.request("/api/v1/imports", key)
                .header("Content-Type", "multipart/form-data; boundary=xyz")
                .POST(BodyPublishers.ofByteArray(form(part, fileName, file))));
    }

    /// A form with a note and the file, whose parts are divided by `xyz`.
    static byte[] form(String part, String fileName, byte[] file) {
        var head = "--xyz\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n--xyz\r\n"
                + "Content-Disposition: form-data; name=\"" + part + "\"; filename=\"" + fileName
                + "\"\r\nContent-Type: application/gpx+xml\r\n\r\n";
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.getBytes(UTF_8));
        bytes.writeBytes(file);
        bytes.writeBytes("\r\n--xyz--\r\n".getBytes(UTF_8));
        return bytes.toByteArray();
    }

    /// The results of that many concurrent calls.
    static <T> List<T> atOnce(int times, Callable<T> call) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = IntStream.range(0, times).mapToObj(_ -> call).toList();
            var results = new ArrayList<T>();
            for (var result : threads.invokeAll(calls)) {
                results.add(result.get());
            }
            return results;
        }
    }

    /// The bytes of the import.
    byte[] stored(UUID id) throws IOException {
        return Files.readAllBytes(gateway.importFile(id).orElseThrow());
    }

    /// The number of jobs of all owners.
    long jobCount() {
        return gateway.jdbc().sql("SELECT count(*) FROM job").query(Long.class).single();
    }

    static byte[] randomFile(int bytes) {
        var file = new byte[bytes];
        ThreadLocalRandom.current().nextBytes(file);
        return file;
    }
}

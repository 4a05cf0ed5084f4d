package dev.waymill.cli.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A client of one gateway with one key. Thread-safe.
public final class Api implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration BEFORE_NEXT_STREAM = Duration.ofMillis(200);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final URI url;
    private final String key;

    /// @param url of the gateway, without a path
    public Api(URI url, String key) {
        this.url = url;
        this.key = key;
    }

    /// Uploads a file as it is, streamed.
    ///
    /// @param query further query parameters, e.g. `grace`
    /// @return the job
    public JsonNode upload(Path file, Map<String, String> query) throws IOException {
        return upload(file.getFileName().toString(), BodyPublishers.ofFile(file), query);
    }

    public JsonNode upload(String fileName, byte[] content, Map<String, String> query) {
        return upload(fileName, BodyPublishers.ofByteArray(content), query);
    }

    private JsonNode upload(String fileName, BodyPublisher body, Map<String, String> query) {
        var parameters = Stream.concat(Stream.of(Map.entry("filename", fileName)), query.entrySet().stream())
                .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(request("/imports?" + parameters)
                .header("Content-Type", "application/octet-stream")
                .POST(body));
    }

    public JsonNode get(String path) {
        return send(request(path).timeout(ANSWER).GET());
    }

    public JsonNode post(String path) {
        return send(request(path).timeout(ANSWER).POST(BodyPublishers.noBody()));
    }

    public JsonNode post(String path, String json) {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    /// @param lines JSON, one value a line
    public JsonNode postLines(String path, String lines) {
        return send(request(path).header("Content-Type", "application/x-ndjson").POST(BodyPublishers.ofString(lines)));
    }

    public JsonNode job(String id) {
        return get("/jobs/" + id);
    }

    /// Follows the job's live stream until it is over, and shows each event; a stream that breaks is opened
    /// again.
    ///
    /// @return the job in full
    /// @throws ApiException when it is not over within that time
    public JsonNode awaitEnd(String id, Duration atMost, Consumer<JsonNode> show) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (System.nanoTime() < deadline) {
            if (follow(id, deadline, show)) {
                return job(id);
            }
            Thread.sleep(BEFORE_NEXT_STREAM);
        }
        throw new ApiException(0, "", "Job " + id + " is not over after " + atMost.toSeconds() + " s");
    }

    /// @return whether the job is over
    private boolean follow(String id, long deadline, Consumer<JsonNode> show) throws InterruptedException {
        var request = request("/jobs/" + id + "/events")
                .timeout(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))
                .build();
        try {
            var response = http.send(request, BodyHandlers.ofLines());
            if (response.statusCode() >= 400) {
                return isOver(job(id));
            }
            try (var lines = response.body()) {
                return lines.filter(line -> line.startsWith("data:"))
                        .map(line -> parse(line.substring("data:".length())))
                        .peek(show)
                        .anyMatch(Api::isOver);
            }
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    public static boolean isOver(JsonNode job) {
        return switch (job.path("state").asString("")) {
            case "succeeded", "failed", "cancelled" -> true;
            default -> false;
        };
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(url.resolve("/api/v1" + path)).header("X-API-Key", key);
    }

    private JsonNode send(HttpRequest.Builder request) {
        HttpResponse<String> response;
        try {
            response = http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new ApiException(0, "", "No Waymill answers at " + url + "; start one with ./waymill up");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(0, "", "Interrupted");
        }
        var body = parse(response.body());
        if (response.statusCode() >= 400) {
            var detail = body.path("detail").asString(body.path("title").asString("HTTP " + response.statusCode()));
            throw new ApiException(response.statusCode(), body.path("code").asString(""), detail);
        }
        return body;
    }

    private static JsonNode parse(String body) {
        try {
            return body.isEmpty() ? JSON.createObjectNode() : JSON.readTree(body);
        } catch (JacksonException e) {
            return JSON.createObjectNode();
        }
    }
}

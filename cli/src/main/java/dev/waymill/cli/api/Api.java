package dev.waymill.cli.api;

import dev.waymill.cli.api.IdleLimit.Exchange;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/// A client of one gateway with one API key. Thread-safe.
public final class Api implements AutoCloseable {
    /// Keeps the digits of decimals, which payloads and results may have more of than a double.
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration BEFORE_NEXT_STREAM = Duration.ofMillis(200);
    private static final int BUFFER_BYTES = 64 << 10;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final URI url;
    private final String key;
    private final Optional<Path> keyFile;
    private final Timeouts timeouts;

    /// Timeouts for a server that has accepted the connection.
    ///
    /// @param answer for a small request, from its start to the response
    /// @param idle for transfers of any size: the longest time without any progress
    record Timeouts(Duration answer, Duration idle) {
        static final Timeouts ORDINARY = new Timeouts(Duration.ofSeconds(30), Duration.ofMinutes(5));
    }

    /// Creates a client.
    ///
    /// @param url of the gateway, without a path
    public Api(URI url, String key) {
        this(url, key, Optional.empty(), Timeouts.ORDINARY);
    }

    /// @param keyFile the file that the key was read from, for the message if the gateway refuses the key
    Api(URI url, String key, Optional<Path> keyFile, Timeouts timeouts) {
        this.url = url;
        this.key = key;
        this.keyFile = keyFile;
        this.timeouts = timeouts;
    }

    /// Uploads a file unchanged, as a stream.
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
        return sendLarge(request("/imports?" + parameters).header("Content-Type", "application/octet-stream"), body);
    }

    /// Uploads a file in pieces, and resumes at the last offset if the connection breaks or the server is
    /// unavailable.
    ///
    /// @param fileName the name for the upload
    /// @param options import options, named like the parameters of the API
    /// @param progress receives the number of bytes that the server has stored
    /// @return the job, with a notice if the same file was imported before
    /// @throws ApiException if the upload is refused, or makes no progress for minutes
    public JsonNode uploadInPieces(Path file, String fileName, Map<String, String> options, LongConsumer progress)
            throws IOException {
        var metadata = new TreeMap<>(options);
        metadata.put("filename", fileName);
        return new ResumableUpload(this, file, ResumableUpload.RetryTimes.ordinary()).run(metadata, progress);
    }

    public JsonNode get(String path) {
        return send(request(path).timeout(timeouts.answer()).GET());
    }

    /// Writes a response of any size to the stream.
    ///
    /// @throws ApiException if the request is refused
    /// @throws IOException if the response broke off; the written data is incomplete
    public void download(String path, OutputStream out) throws IOException {
        var limit = new IdleLimit(timeouts.idle());
        try {
            uninterrupted(() -> limit.run(() -> transfer(path, out, limit)));
        } catch (ConnectException | HttpTimeoutException e) {
            throw noAnswer(e);
        }
    }

    /// @return the number of bytes written
    private long transfer(String path, OutputStream out, IdleLimit limit) throws IOException, InterruptedException {
        var response = http.send(request(path).GET().build(), BodyHandlers.ofInputStream());
        try (var body = response.body()) {
            if (response.statusCode() >= 400) {
                throw refused(response.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
            long bytes = 0;
            var buffer = new byte[BUFFER_BYTES];
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                limit.moved();
                out.write(buffer, 0, read);
                bytes += read;
            }
            return bytes;
        }
    }

    public JsonNode post(String path) {
        return send(request(path).timeout(timeouts.answer()).POST(BodyPublishers.noBody()));
    }

    public JsonNode post(String path, String json) {
        return send(request(path)
                .timeout(timeouts.answer())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }

    /// Sends a request that starts a job.
    ///
    /// @return the job's id
    public String postForJob(String path) {
        var answer =
                answered(() -> exchange(request(path).timeout(timeouts.answer()).POST(BodyPublishers.noBody())));
        var job = answer.headers().firstValue("Location").orElse("");
        return job.substring(job.lastIndexOf('/') + 1);
    }

    /// Sends newline-delimited JSON.
    ///
    /// @param lines JSON, one value per line
    public JsonNode postLines(String path, String lines) {
        return sendLarge(request(path).header("Content-Type", "application/x-ndjson"), BodyPublishers.ofString(lines));
    }

    public JsonNode job(String id) {
        return get("/jobs/" + id);
    }

    /// Follows the job's live stream until the job has finished, and passes each event to `show`. Reopens the
    /// stream if it breaks.
    ///
    /// @return the complete job
    /// @throws ApiException if the job has not finished within that time
    public JsonNode awaitEnd(String id, Duration atMost, Consumer<JsonNode> show) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (System.nanoTime() < deadline) {
            if (follow(id, deadline, show)) {
                return job(id);
            }
            Thread.sleep(BEFORE_NEXT_STREAM);
        }
        throw new ApiException(0, "", "Job " + id + " has not finished after " + atMost.toSeconds() + " s");
    }

    /// @return whether the job has finished
    private boolean follow(String id, long deadline, Consumer<JsonNode> show) throws InterruptedException {
        var request = request("/jobs/" + id + "/events")
                .timeout(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))
                .build();
        try {
            var response = http.send(request, BodyHandlers.ofLines());
            if (response.statusCode() >= 400) {
                return isFinished(job(id));
            }
            try (var lines = response.body()) {
                return lines.filter(line -> line.startsWith("data:"))
                        .map(line -> parse(line.substring("data:".length())))
                        .peek(show)
                        .anyMatch(Api::isFinished);
            }
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    public static boolean isFinished(JsonNode job) {
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
        return request(url.resolve("/api/v1" + path));
    }

    /// @param address absolute, or relative to the gateway
    HttpRequest.Builder request(URI address) {
        return HttpRequest.newBuilder(url.resolve(address)).header("X-API-Key", key);
    }

    private JsonNode send(HttpRequest.Builder request) {
        return parse(answered(() -> exchange(request)).body());
    }

    private JsonNode sendLarge(HttpRequest.Builder request, BodyPublisher body) {
        var limit = new IdleLimit(timeouts.idle());
        var whole = request.POST(limit.watch(body)).build();
        return parse(answered(() -> limit.run(() -> http.send(whole, BodyHandlers.ofString())))
                .body());
    }

    private HttpResponse<String> answered(Exchange<HttpResponse<String>> exchange) {
        HttpResponse<String> response;
        try {
            response = uninterrupted(exchange);
        } catch (IOException e) {
            throw noAnswer(e);
        }
        if (response.statusCode() >= 400) {
            throw refused(response);
        }
        return response;
    }

    /// Sends a request and returns the response, whatever its status.
    ///
    /// @throws IOException if there is no response
    HttpResponse<String> exchange(HttpRequest.Builder request) throws IOException {
        return uninterrupted(() -> http.send(request.build(), BodyHandlers.ofString()));
    }

    private static <T> T uninterrupted(Exchange<T> exchange) throws IOException {
        try {
            return exchange.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(0, "", "Interrupted");
        }
    }

    ApiException noAnswer(IOException reason) {
        boolean isSlow = reason instanceof HttpTimeoutException && !(reason instanceof HttpConnectTimeoutException);
        return new ApiException(
                0,
                "",
                isSlow
                        ? "The request to Waymill at " + url + " timed out; it may still take effect"
                        : "Waymill does not respond at " + url + "; start it with ./waymill up");
    }

    ApiException refused(HttpResponse<String> response) {
        return refused(response.statusCode(), response.body());
    }

    private ApiException refused(int status, String problem) {
        var body = parse(problem);
        var detail = status == 401 && keyFile.isPresent()
                ? unknownKey(keyFile.get())
                : body.path("detail").asString(body.path("title").asString("HTTP " + status));
        return new ApiException(status, body.path("code").asString(""), detail);
    }

    private String unknownKey(Path file) {
        return "Waymill at " + url + " does not accept the key in " + file + ". If it uses another data directory,"
                + " name it with --data-dir, or set the key with WAYMILL_KEY or --key-file";
    }

    private static JsonNode parse(String body) {
        try {
            return body.isEmpty() ? JSON.createObjectNode() : JSON.readTree(body);
        } catch (JacksonException e) {
            return JSON.createObjectNode();
        }
    }
}

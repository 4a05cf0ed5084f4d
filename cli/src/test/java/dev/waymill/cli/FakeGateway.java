package dev.waymill.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A gateway over real HTTP that keeps uploads in memory and can inject faults.
public final class FakeGateway implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    public final List<String> requests = new CopyOnWriteArrayList<>();
    /// The keys received with requests for jobs.
    public final List<String> keys = new CopyOnWriteArrayList<>();
    /// The bodies of all requests but for uploads and jobs.
    public final List<String> bodies = new CopyOnWriteArrayList<>();
    public final List<Upload> uploads = new CopyOnWriteArrayList<>();
    /// The job of each upload by its id: `state` and other fields that a test sets.
    public final Map<String, ObjectNode> jobs = new ConcurrentHashMap<>();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Deque<Fault> faults = new ConcurrentLinkedDeque<>();
    private final HttpServer server;
    private volatile boolean refusesKeys;

    /// One upload.
    public static final class Upload {
        public final Map<String, String> metadata;
        public final ByteArrayOutputStream content = new ByteArrayOutputStream();
        final long length;
        final String id;

        Upload(String id, long length, Map<String, String> metadata) {
            this.id = id;
            this.length = length;
            this.metadata = metadata;
        }

        boolean isWhole() {
            return content.size() == length;
        }
    }

    /// A fault for the next piece.
    public sealed interface Fault {
        /// The connection breaks after this many bytes.
        record BreaksAfter(int bytes) implements Fault {}

        /// The whole piece arrives, but the response is lost.
        record AnswerIsLost() implements Fault {}

        /// The whole piece arrives, and an action runs before the response.
        record Meanwhile(Runnable action) implements Fault {}

        /// The piece is refused with this status.
        record Refused(int status) implements Fault {}
    }

    public FakeGateway() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/api/v1/uploads", this::upload);
        server.createContext("/api/v1/jobs", this::job);
        server.createContext("/", this::other);
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public void next(Fault... these) {
        faults.addAll(List.of(these));
    }

    /// Sets the response to a method and path: a status, a body, and for 202 the path of a job.
    public void answer(String request, String answer) {
        answers.put(request, answer);
    }

    /// Refuses every key for reading jobs from now on.
    public void refuseKeys() {
        refusesKeys = true;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void upload(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestMethod());
        switch (exchange.getRequestMethod()) {
            case "POST" -> begin(exchange);
            case "PATCH" -> append(exchange);
            default -> answer(exchange, 200, find(exchange));
        }
    }

    private void begin(HttpExchange exchange) throws IOException {
        var headers = exchange.getRequestHeaders();
        var metadata = new ConcurrentHashMap<String, String>();
        for (var pair : headers.getFirst("Upload-Metadata").split(",")) {
            var parts = pair.split(" ");
            metadata.put(parts[0], new String(Base64.getDecoder().decode(parts[1]), StandardCharsets.UTF_8));
        }
        var upload = new Upload("u" + uploads.size(), Long.parseLong(headers.getFirst("Upload-Length")), metadata);
        uploads.add(upload);
        exchange.getResponseHeaders().set("Location", "/api/v1/uploads/" + upload.id);
        answer(exchange, 201, upload);
    }

    private void append(HttpExchange exchange) throws IOException {
        var upload = find(exchange);
        var fault = faults.poll();
        if (fault instanceof Fault.Refused(var status)) {
            exchange.getRequestBody().readAllBytes();
            problem(exchange, status);
        } else if (fault instanceof Fault.BreaksAfter(var bytes)) {
            upload.content.write(exchange.getRequestBody().readNBytes(bytes));
            exchange.close();
        } else if (!exchange.getRequestHeaders().getFirst("Upload-Offset").equals("" + upload.content.size())) {
            problem(exchange, 409);
        } else {
            exchange.getRequestBody().transferTo(upload.content);
            if (fault instanceof Fault.Meanwhile(var action)) {
                action.run();
            }
            if (fault instanceof Fault.AnswerIsLost) {
                exchange.close();
            } else {
                answer(exchange, 204, upload);
            }
        }
    }

    private void answer(HttpExchange exchange, int status, Upload upload) throws IOException {
        exchange.getResponseHeaders().set("Upload-Offset", "" + upload.content.size());
        if (upload.isWhole()) {
            exchange.getResponseHeaders().set("Waymill-Job", "/api/v1/jobs/" + upload.id);
            jobs.computeIfAbsent(
                    upload.id, id -> JSON.createObjectNode().put("id", id).put("state", "succeeded"));
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private void job(HttpExchange exchange) throws IOException {
        keys.add(exchange.getRequestHeaders().getFirst("X-API-Key"));
        if (refusesKeys) {
            send(exchange, 401, """
                    {"code": "unauthenticated", "detail": "Send a valid API key in the header X-API-Key."}""");
            return;
        }
        var path = exchange.getRequestURI().getPath().split("/");
        var job = jobs.getOrDefault(path[4], JSON.createObjectNode());
        send(exchange, 200, path.length > 5 ? "data:" + job + "\n\n" : job.toString());
    }

    private void other(HttpExchange exchange) throws IOException {
        bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        var answer = answers.getOrDefault(exchange.getRequestMethod() + " " + exchange.getRequestURI(), "404 {}");
        int status = Integer.parseInt(answer.substring(0, 3));
        if (status == 202) {
            exchange.getResponseHeaders().set("Location", answer.substring(4));
        }
        send(exchange, status, status == 202 ? "" : answer.substring(4));
    }

    private Upload find(HttpExchange exchange) {
        var id = exchange.getRequestURI().getPath().substring("/api/v1/uploads/".length());
        return uploads.stream().filter(one -> one.id.equals(id)).findFirst().orElseThrow();
    }

    private static void problem(HttpExchange exchange, int status) throws IOException {
        send(exchange, status, """
                {"code": "code-%d", "detail": "Refused with %d"}""".formatted(status, status));
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}

package dev.waymill.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// Stands in for the scheduler or the worker: a real HTTP server with responses set by the test.
public final class FakeUpstream implements AutoCloseable {
    /// @param promised the announced length; negative for the actual length
    private record Reply(int status, String body, long promised) {}

    private final HttpServer server;
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<String> traces = new CopyOnWriteArrayList<>();
    private volatile long delayMillis;

    private FakeUpstream(HttpServer server) {
        this.server = server;
    }

    public static FakeUpstream start() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var fake = new FakeUpstream(server);
            server.createContext("/", fake::answer);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
            fake.respond("GET /actuator/health/readiness", 200, "{\"status\":\"UP\"}");
            return fake;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /// Sets the response to a request.
    ///
    /// @param request method and path, without the query
    public void respond(String request, int status, String body) {
        replies.put(request, new Reply(status, body, -1));
    }

    /// Sends only the beginning of a response, then closes the connection.
    public void endEarlyAfter(String request, String beginning) {
        replies.put(request, new Reply(200, beginning, beginning.length() + 1_000_000L));
    }

    /// Delays every later response.
    public void delayBy(long millis) {
        delayMillis = millis;
    }

    /// All requests so far, with method, path and decoded query.
    public List<String> requests() {
        return requests;
    }

    /// The bodies of all requests so far.
    public List<String> bodies() {
        return bodies;
    }

    /// The `traceparent` of each request that had one.
    public List<String> traces() {
        return traces;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var request =
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            traces.addAll(exchange.getRequestHeaders().getOrDefault("traceparent", List.of()));
            var query = exchange.getRequestURI().getQuery();
            requests.add(query == null ? request : request + "?" + query);
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            TimeUnit.MILLISECONDS.sleep(delayMillis);
            var reply = replies.getOrDefault(request, new Reply(404, "{\"code\":\"job-not-found\"}", -1));
            byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            long length = Math.max(body.length, reply.promised());
            exchange.sendResponseHeaders(reply.status(), length == 0 ? -1 : length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

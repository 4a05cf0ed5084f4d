package dev.waymill.cli.up;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks a service whether it is ready, and what is missing. Thread-safe.
final class Readiness implements AutoCloseable {
    static final String NO_ANSWER = "it is starting";

    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpRequest request;

    Readiness(URI service) {
        request = HttpRequest.newBuilder(service.resolve("/actuator/health/readiness"))
                .timeout(ANSWER)
                .build();
    }

    /// Returns what the service is waiting for, in words for people; empty if it is ready.
    String missing() throws InterruptedException {
        try {
            var answer = http.send(request, BodyHandlers.ofString());
            return answer.statusCode() == 200 ? "" : missing(answer.statusCode(), answer.body());
        } catch (IOException e) {
            return NO_ANSWER;
        }
    }

    static String missing(int status, String body) {
        try {
            var down = JsonMapper.shared().readTree(body).path("components").properties().stream()
                    .filter(component -> !isUp(component.getValue()))
                    .map(Map.Entry::getKey)
                    .sorted()
                    .collect(Collectors.joining(", "));
            if (!down.isEmpty()) {
                return "it runs, but is not ready: " + down + " down";
            }
        } catch (JacksonException e) {
            // The body is not JSON; the status is reported instead.
        }
        return "it runs, but is not ready: it returns " + status;
    }

    private static boolean isUp(JsonNode component) {
        return component.path("status").asString("").equals("UP");
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}

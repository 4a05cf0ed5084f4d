package dev.waymill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.stack.test.HostileValues;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Sends every value of a list in every parameter and every field of every route in the OpenAPI description.
/// Any value is the caller's error and must not cause an error of the service.
class HostileValuesIT {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final JsonMapper JSON = JsonMapper.shared();

    private static RunningGateway gateway;
    private static String key;
    private static String job;
    private final List<String> failures = new ArrayList<>();
    private int sent;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start();
        key = gateway.key("owner-" + UUID.randomUUID(), "admin");
        job = gateway.post("/api/v1/jobs", key, "{\"type\": \"noop\"}").is(202).text("/id");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void no_parameter_of_any_route_causes_an_internal_error() throws Exception {
        for (var operation : operations()) {
            for (var parameter : operation.node().path("parameters")) {
                for (var value : HostileValues.TEXTS) {
                    ask(
                            operation,
                            Map.of(parameter.path("name").asString(), value),
                            parameter.path("in").asString(),
                            null);
                }
            }
        }
        assertThat(failures).isEmpty();
        assertThat(sent).isGreaterThan(1_000);
    }

    @Test
    void no_field_of_any_body_causes_an_internal_error() throws Exception {
        for (var operation : operations()) {
            var schema = operation
                    .node()
                    .path("requestBody")
                    .path("content")
                    .path("application/json")
                    .path("schema");
            for (var field : fields(schema, "", 0)) {
                for (var value : HostileValues.JSON) {
                    ask(operation, Map.of(), "", body(operation, field, value));
                }
            }
        }
        assertThat(failures).isEmpty();
        assertThat(sent).isGreaterThan(1_000);
    }

    @Test
    void no_complete_body_causes_an_internal_error() throws Exception {
        for (var operation : operations()) {
            if (!operation.node().path("requestBody").isMissingNode()) {
                for (var value : HostileValues.JSON) {
                    ask(operation, Map.of(), "", value);
                }
            }
        }
        assertThat(failures).isEmpty();
    }

    private record Operation(String method, String path, JsonNode node) {}

    private static List<Operation> operations() {
        var all = new ArrayList<Operation>();
        for (var path : api().path("paths").properties()) {
            for (var operation : path.getValue().properties()) {
                all.add(new Operation(
                        operation.getKey().toUpperCase(java.util.Locale.ROOT), path.getKey(), operation.getValue()));
            }
        }
        assertThat(all).hasSizeGreaterThan(30);
        return all;
    }

    private static JsonNode api() {
        return gateway.get("/openapi.json", "").is(200).json();
    }

    /// The paths of all fields, e.g. `concurrency/limit`.
    private static List<String> fields(JsonNode schema, String prefix, int depth) {
        var found = new ArrayList<String>();
        var whole = schema.path("$ref").isMissingNode()
                ? schema
                : api().at(schema.path("$ref").asString().substring(1));
        for (var property : whole.path("properties").properties()) {
            var path = prefix + property.getKey();
            found.add(path);
            if (depth < 3) {
                found.addAll(fields(property.getValue(), path + "/", depth + 1));
            }
        }
        return found;
    }

    /// A body in which only this field is unusual, so that its check is reached.
    private static String body(Operation operation, String field, String value) {
        var usual = new LinkedHashMap<String, String>(Map.of());
        if (operation.path().equals("/api/v1/jobs") || operation.path().startsWith("/api/v1/schedules")) {
            usual.put("type", "\"noop\"");
        }
        if (operation.path().startsWith("/api/v1/schedules")) {
            usual.put("name", quoted("s-" + UUID.randomUUID()));
            usual.put(
                    field.equals("cron") || field.equals("timeZone") ? "cron" : "every",
                    field.equals("timeZone") ? "\"@hourly\"" : "\"PT1H\"");
        }
        if (operation.path().equals("/api/v1/keys")) {
            usual.putAll(Map.of("owner", "\"ada\"", "role", "\"viewer\"", "name", "\"test\""));
        }
        var steps = field.split("/");
        var inner = value;
        for (int i = steps.length - 1; i > 0; i--) {
            var beside = beside(steps[i - 1], steps[i]);
            inner = "{" + beside + quoted(steps[i]) + ":" + inner + "}";
        }
        usual.put(steps[0], inner);
        return usual.entrySet().stream()
                .map(entry -> quoted(entry.getKey()) + ":" + entry.getValue())
                .collect(java.util.stream.Collectors.joining(",", "{", "}"));
    }

    private static String beside(String object, String field) {
        return switch (object + "/" + field) {
            case "concurrency/limit" -> "\"key\":\"k\",";
            case "unique/key" -> "\"period\":\"PT1H\",";
            case "rate/per" -> "\"tasks\":1,";
            case "rate/tasks" -> "\"per\":\"PT1S\",";
            default -> "";
        };
    }

    private void ask(Operation operation, Map<String, String> odd, String where, @Nullable String body)
            throws Exception {
        var path = new StringBuilder(operation.path());
        var query = new TreeMap<String, String>();
        var headers = new TreeMap<String, String>();
        for (var parameter : operation.node().path("parameters")) {
            var name = parameter.path("name").asString();
            var usual = name.equals("id") ? job : name.equals("scope") ? "owner" : "ada";
            if (path.indexOf("{" + name + "}") >= 0) {
                var value = odd.getOrDefault(name, usual);
                int at = path.indexOf("{" + name + "}");
                path.replace(at, at + name.length() + 2, HostileValues.encoded(value));
            }
        }
        odd.forEach((name, value) -> {
            if (where.equals("query") && !operation.path().contains("{" + name + "}")) {
                query.put(name, value);
            } else if (where.equals("header")) {
                headers.put(name, value);
            }
        });
        var address = path.toString();
        if (!query.isEmpty()) {
            address += "?"
                    + query.entrySet().stream()
                            .map(entry -> HostileValues.encoded(entry.getKey()) + "="
                                    + HostileValues.encoded(entry.getValue()))
                            .collect(java.util.stream.Collectors.joining("&"));
        }
        var request = HttpRequest.newBuilder(URI.create(gateway.url() + address))
                .header("X-API-Key", key)
                .timeout(Duration.ofSeconds(20));
        if (address.startsWith("/api/v1/uploads")) {
            request.header("Tus-Resumable", "1.0.0");
        }
        for (var header : headers.entrySet()) {
            try {
                request.header(header.getKey(), header.getValue());
            } catch (IllegalArgumentException _) {
                return;
            }
        }
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        request.method(operation.method(), body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        var answer = HTTP.send(request.build(), BodyHandlers.ofInputStream());
        sent++;
        // Does not read the body otherwise, since an event stream does not end.
        try (var content = answer.body()) {
            int status = answer.statusCode();
            var text = status < 500 ? "" : new String(content.readNBytes(10_000), StandardCharsets.UTF_8);
            if (status >= 500 && !(status == 503 && text.contains("-unavailable"))) {
                var what = status + " " + operation.method() + " " + address + " " + body;
                failures.add(what.substring(0, Math.min(200, what.length())));
            }
        }
        assertThat(answer.headers().firstValue("X-Injected")).isEmpty();
    }

    private static String quoted(String text) {
        return JSON.writeValueAsString(text);
    }
}

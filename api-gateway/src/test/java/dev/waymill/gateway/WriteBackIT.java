package dev.waymill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What is read can be written back without loss, for every resource that can be replaced.
class WriteBackIT {
    private static final String LIMIT = """
            {"scope": "owner", "name": "ada", "atOnce": 3, "rate": {"tasks": 5, "per": "PT1M"}, "paused": true, "waiting": 7}""";

    private static RunningGateway gateway;
    private static String key;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start();
        key = gateway.key("owner-" + UUID.randomUUID(), "operator");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /// Each resource that can be replaced, and how to check it.
    private final Map<String, Runnable> resources = Map.of(
            "/api/v1/schedules/{id}", this::writeSchedulesBack,
            "/api/v1/limits/{scope}/{name}", WriteBackIT::writeALimitBack,
            "/api/v1/devices/{device}/owntracks-key", WriteBackIT::writeAKeyBack);

    @Test
    void every_resource_that_was_read_can_be_written_back_without_loss() {
        var replaceable = gateway
                .bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet()
                .stream()
                .filter(route -> route.getMethodsCondition().getMethods().contains(RequestMethod.PUT))
                .flatMap(route -> route.getPatternValues().stream())
                .collect(Collectors.toSet());
        assertThat(resources).containsOnlyKeys(replaceable);

        resources.values().forEach(Runnable::run);
    }

    /// A secret cannot be read, so what is read is refused and changes nothing.
    private static void writeAKeyBack() {
        var at = "/api/v1/devices/pixel/owntracks-key";
        put(at, key, "{\"key\": \"secret\"}").is(204);
        var read = gateway.get(at, key).is(200).response().body();

        put(at, key, read).isProblem(400, "unknown-field");

        assertThat(gateway.get(at, key).is(200).response().body()).isEqualTo(read);
    }

    private void writeSchedulesBack() {
        var common = """
                "type": "simulation", "payload": {"steps": [], "result": [1.10, 1e400, 1234567890123456.78]}, "priority": 7,
                "maxAttempts": 3, "backoff": {"base": "PT2S", "factor": 1.5, "cap": "PT10M"},
                "concurrency": {"key": "printer", "limit": 2}, "timeLimit": "PT10M", "progressDeadline": "PT30S",
                "missed": "skip\"""";
        for (var body : new String[] {
            "{\"name\": \"a\", " + common + ", \"cron\": \"0,30 2 13 * 5\", \"timeZone\": \"Europe/Berlin\"}",
            "{\"name\": \"b\", " + common + ", \"cron\": \"@daily\", \"paused\": true}",
            "{\"name\": \"c\", " + common + ", \"every\": \"PT24H1.5S\"}",
            "{\"name\": \"d\", \"type\": \"noop\", \"every\": \"PT1H\"}",
        }) {
            var at = gateway.post("/api/v1/schedules", key, body).is(201).header("Location");
            var read = gateway.get(at, key).is(200);
            var asked = JsonMapper.shared().readTree(body);
            asked.propertyNames()
                    .forEach(field ->
                            assertThat(read.json().path(field)).as(field).isEqualTo(asked.path(field)));

            put(at, key, read.response().body()).is(200);

            var after = gateway.get(at, key).is(200);
            assertThat(shown(after.json())).isEqualTo(shown(read.json()));
            assertThat(payload(after)).isEqualTo(payload(read));
            var copy = read.response().body().replaceFirst("\"name\":\"(.)", "\"name\":\"copy-of-$1");
            assertThat(gateway.post("/api/v1/schedules", key, copy).is(201).text("/id"))
                    .isNotEqualTo(read.text("/id"));
        }
    }

    private static void writeALimitBack() {
        gateway.scheduler.respond("GET /internal/limits", 200, "{\"items\": [" + LIMIT + "], \"next\": null}");
        gateway.scheduler.respond("POST /internal/limits/owner/ada", 200, LIMIT);
        var admin = gateway.adminKey();
        var read = gateway.get("/api/v1/limits", admin).is(200).json().at("/items/0");

        var written = put("/api/v1/limits/owner/ada", admin, read.toString()).is(200);

        assertThat(written.json()).isEqualTo(read);
        assertThat(JsonMapper.shared()
                        .readTree(gateway.scheduler.bodies().getLast())
                        .toString())
                .isEqualTo("{\"atOnce\":3,\"rate\":{\"tasks\":5,\"per\":\"PT1M\"},\"paused\":true}");
    }

    /// The time of the last change is the only thing that changes.
    private static JsonNode shown(JsonNode resource) {
        return ((ObjectNode) resource.deepCopy()).without("updatedAt");
    }

    private static String payload(Answered answered) {
        var body = answered.response().body();
        int begin = body.indexOf("\"payload\":");
        return begin < 0 ? "" : body.substring(begin, body.indexOf("\"priority\"", begin));
    }

    private static Answered put(String path, String key, String json) {
        return gateway.send(gateway.request(path, key)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(json)));
    }
}

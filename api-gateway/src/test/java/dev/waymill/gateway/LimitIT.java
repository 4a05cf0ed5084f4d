package dev.waymill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitIT {
    private static final String LIMITS = "/api/v1/limits";
    private static final String SCHEDULERS = "/internal/limits";
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void the_scheduler_answers() {
        gateway.scheduler.delayBy(0);
    }

    @Test
    void an_admin_sets_lists_pauses_and_deletes_limits() {
        var limit = "{\"scope\": \"type\", \"name\": \"import\", \"atOnce\": 3}";
        gateway.scheduler.respond("GET " + SCHEDULERS, 200, "{\"items\": [" + limit + "], \"next\": null}");
        gateway.scheduler.respond("POST " + SCHEDULERS + "/type/import", 200, limit);
        gateway.scheduler.respond("POST " + SCHEDULERS + "/type/import/pause", 200, limit);
        gateway.scheduler.respond("POST " + SCHEDULERS + "/type/import/resume", 200, limit);
        gateway.scheduler.respond("DELETE " + SCHEDULERS + "/type/import", 200, limit);
        var admin = gateway.adminKey();

        put(LIMITS + "/type/import", admin, "{\"atOnce\": 3, \"rate\": {\"tasks\": 5, \"per\": \"PT1M\"}}")
                .is(200);
        assertThat(gateway.get(LIMITS, admin).is(200).text("/items/0/name")).isEqualTo("import");
        gateway.post(LIMITS + "/type/import/pause", admin, "").is(200);
        gateway.post(LIMITS + "/type/import/resume", admin, "").is(200);
        gateway.send(gateway.request(LIMITS + "/type/import", admin).DELETE()).is(204);
    }

    @Test
    void only_an_admin_manages_limits() {
        var operator = gateway.key("owner-" + UUID.randomUUID(), "operator");

        gateway.get(LIMITS, operator).isProblem(403, "forbidden");
        gateway.post(LIMITS + "/owner/somebody/pause", operator, "").isProblem(403, "forbidden");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"atOnce\": -1}                                    | /atOnce",
                "{\"rate\": {\"tasks\": 0, \"per\": \"PT1S\"}}       | /rate/tasks",
                "{\"rate\": {\"tasks\": 1}}                          | /rate/per",
                "{\"rate\": {\"tasks\": 1, \"per\": \"PT0S\"}}       | /rate/per",
            })
    void an_invalid_limit_is_refused_with_its_pointer(String body, String pointer) {
        var refused = put(LIMITS + "/type/import", gateway.adminKey(), body).isProblem(400, "invalid-field");

        assertThat(refused.text("/errors/0/pointer")).isEqualTo(pointer);
    }

    @Test
    void a_limit_of_an_unknown_scope_is_not_found() {
        put(LIMITS + "/colour/red", gateway.adminKey(), "{}").isProblem(404, "not-found");
    }

    @Test
    void an_unavailable_scheduler_gives_a_503() {
        gateway.scheduler.delayBy(2_000);

        gateway.get(LIMITS, gateway.adminKey()).isProblem(503, "scheduler-unavailable");
    }

    private static Answered put(String path, String key, String json) {
        return gateway.send(gateway.request(path, key)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(json)));
    }
}

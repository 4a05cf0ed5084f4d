package dev.waymill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StatusIT {
    private static final String STATUS = "/api/v1/status";
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void an_admin_gets_the_schedulers_status_as_it_is() {
        gateway.scheduler.respond("GET /internal/status", 200, "{\"workers\": {\"wanted\": 3}, \"addedLater\": 1.1}");

        var status = gateway.get(STATUS, gateway.adminKey()).is(200);

        assertThat(status.json().at("/workers/wanted").asInt()).isEqualTo(3);
        assertThat(status.text("/addedLater")).isEqualTo("1.1");
    }

    @Test
    void others_do_not_get_it_since_it_counts_everybodys_tasks() {
        for (var role : new String[] {"operator", "viewer"}) {
            gateway.get(STATUS, gateway.key("owner-" + UUID.randomUUID(), role)).isProblem(403, "forbidden");
        }
        gateway.get(STATUS, "").isProblem(401, "unauthenticated");
    }

    @Test
    void without_the_scheduler_there_is_no_status() {
        gateway.scheduler.respond("GET /internal/status", 500, "{}");

        gateway.get(STATUS, gateway.adminKey()).isProblem(503, "scheduler-unavailable");
    }
}

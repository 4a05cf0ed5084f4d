package dev.waymill.gateway.upstream;

import static org.awaitility.Awaitility.await;

import dev.waymill.gateway.RunningGateway;
import org.junit.jupiter.api.Test;

/// The health of the other services as a part of the gateway's readiness.
class ServicesHealthIT {
    private final RunningGateway gateway = RunningGateway.shared();

    @Test
    void readiness_waits_for_the_upstream_services() {
        gateway.get("/actuator/health/readiness", "").is(200);
        gateway.worker.respond("GET /actuator/health/readiness", 503, "{}");
        await().untilAsserted(
                        () -> gateway.get("/actuator/health/readiness", "").is(503));
        gateway.worker.respond("GET /actuator/health/readiness", 200, "{}");
        await().untilAsserted(
                        () -> gateway.get("/actuator/health/readiness", "").is(200));
        gateway.get("/actuator/health/liveness", "").is(200);
    }
}

package dev.waymill.gateway.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.gateway.RunningGateway;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Points of the timeline, which the gateway asks the worker for.
class TimelineIT {
    private final RunningGateway gateway = RunningGateway.shared();
    private final String owner = "owner-" + UUID.randomUUID();
    private final String key = gateway.key(owner, "operator");

    @Test
    void the_timeline_is_read_for_the_owner_of_the_key_only() {
        gateway.worker.respond("GET /internal/points", 200, "{\"items\": [{\"lat\": 53.5}], \"next\": null}");
        gateway.get("/api/v1/timeline/points?owner=admin", key).isProblem(400, "unknown-parameter");
        var page = gateway.get("/api/v1/timeline/points?from=2020-01-01T00:00:00Z&bbox=10,53,11,54&limit=5", key);
        assertThat(page.is(200).json().at("/items/0/lat").asDouble()).isEqualTo(53.5);
        assertThat(gateway.worker.requests())
                .contains(
                        "GET /internal/points?owner=" + owner + "&bbox=10,53,11,54&from=2020-01-01T00:00:00Z&limit=5");
    }

    @Test
    void a_timeline_request_without_a_worker_gives_a_503() {
        gateway.worker.respond("GET /internal/points", 500, "");
        gateway.get("/api/v1/timeline/points", key).isProblem(503, "worker-unavailable");
        gateway.worker.respond("GET /internal/points", 400, "{\"code\": \"invalid-cursor\"}");
        gateway.get("/api/v1/timeline/points?cursor=abc", key).isProblem(400, "invalid-cursor");
    }
}

package dev.waymill.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.events.EventCodec;
import dev.waymill.events.LivePoints;
import dev.waymill.events.Topics;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// From a phone's request to the event for the workers, and the stream that people see.
class LiveRoadIT {
    private static final String MESSAGE =
            "{\"_type\": \"location\", \"lat\": 52.5, \"lon\": 13.4, \"tst\": 1763715600, \"acc\": 5, \"tid\": \"JJ\"}";

    @Test
    void a_live_point_is_published_even_after_a_restart() throws Exception {
        try (var gateway = RunningGateway.start();
                var published = EventProbe.of(Topics.LIVE_POINTS)) {
            var owner = "owner-" + UUID.randomUUID();
            var key = gateway.key(owner, "operator");
            gateway.post("/api/v1/ingest/owntracks", key, MESSAGE).is(200);

            var event = (LivePoints) EventCodec.read(published.next(owner));

            assertThat(event.owner()).isEqualTo(owner);
            assertThat(event.points())
                    .containsExactly(new LivePoints.Point(
                            1_763_715_600_000L, 525_000_000, 134_000_000, null, 5f, null, null, null, "JJ", null));

            gateway.bean("livePointsLoop", dev.waymill.runtime.loop.Loop.class).stop();
            gateway.post("/api/v1/ingest/owntracks", key, MESSAGE).is(200);
            gateway.restart(Map.of());
            await().until(() -> published.all().stream()
                            .filter(record -> owner.equals(record.key()))
                            .count()
                    == 2);
            await().until(() -> gateway.jdbc()
                            .sql("SELECT count(*) FROM live_batch")
                            .query(Long.class)
                            .single()
                    == 0);
        }
    }

    @Test
    void a_stream_is_one_job_that_never_ends_and_can_be_reverted_in_part() {
        var gateway = RunningGateway.holdingLivePoints();
        var owner = "owner-" + UUID.randomUUID();
        var key = gateway.key(owner, "operator");
        gateway.post("/api/v1/ingest/owntracks", key, MESSAGE).is(200);
        gateway.post("/api/v1/ingest/owntracks", key, MESSAGE).is(200);

        var jobs = gateway.get("/api/v1/jobs", key).is(200).json().path("items");
        assertThat(jobs.size()).isEqualTo(1);
        assertThat(jobs.path(0).path("type").asString()).isEqualTo("live");
        assertThat(jobs.path(0).path("state").asString()).isEqualTo("running");
        var stream = "/api/v1/jobs/" + jobs.path(0).path("id").asString();
        assertThat(gateway.get(stream, key).is(200).text("/import/fileName")).isEqualTo("live points of JJ");
        assertThat(gateway.get(stream, key).text("/payload/device")).isEqualTo("JJ");
        assertThat(gateway.get(stream + "/attempts", key).is(200).json().size()).isZero();
        for (var order : new String[] {"cancel", "hold", "release", "retry"}) {
            gateway.post(stream + "/" + order, key, "").isProblem(409, "live-stream");
        }

        var revert = stream.replace("jobs", "imports") + "/revert";
        gateway.post(revert + "?from=yesterday", key, "").isProblem(400, "invalid-parameter");
        var part = gateway.post(revert + "?from=2025-11-21T00:00:00Z&to=2025-11-22T00:00:00Z", key, "")
                .is(202);
        var whole = gateway.post(revert, key, "").is(202);

        assertThat(gateway.get("/api/v1/jobs/" + part.text("/id"), key).text("/payload/to"))
                .isEqualTo("2025-11-22T00:00:00Z");
        assertThat(whole.text("/id")).isNotEqualTo(part.text("/id"));
        assertThat(gateway.get(stream, key).text("/state")).isEqualTo("running");
    }
}

package dev.waymill.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.events.EventCodec;
import dev.waymill.events.ImportFile;
import dev.waymill.events.JobCreated;
import dev.waymill.events.Topics;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// From a phone's request to the event for the scheduler, with default settings.
class LiveRoadIT {
    private static final String MESSAGE =
            "{\"_type\": \"location\", \"lat\": 52.5, \"lon\": 13.4, \"tst\": 1763715600, \"acc\": 5}";

    @Test
    void a_live_point_is_imported_within_seconds_even_after_a_restart() throws Exception {
        try (var gateway = RunningGateway.start();
                var created = EventProbe.of(Topics.JOB_CREATED)) {
            var owner = "owner-" + UUID.randomUUID();
            var key = gateway.key(owner, "operator");
            var sent = Instant.now();
            gateway.post("/api/v1/ingest/owntracks", key, MESSAGE).is(200);
            var job = imported(gateway, owner, 1);

            var record = created.next(job.toString());
            var event = (JobCreated) EventCodec.read(record);
            assertThat(Duration.between(sent, event.occurredAt())).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
            assertThat(event.firstTask().kind()).isEqualTo(ImportFile.STAGE);
            assertThat(Files.readString(gateway.importFile(job).orElseThrow()))
                    .isEqualTo(
                            "{\"time\":\"2025-11-21T09:00:00Z\",\"lat\":52.5000000,\"lon\":13.4000000,\"accuracy\":5.0}\n");

            gateway.post("/api/v1/ingest/owntracks", key, MESSAGE).is(200);
            gateway.stop();
            gateway.restart(Map.of());
            imported(gateway, owner, 2);
        }
    }

    /// @return the newest job, once the owner has this many
    private static UUID imported(RunningGateway gateway, String owner, int jobs) {
        var ids = await().until(
                        () -> gateway.jdbc()
                                .sql("SELECT id FROM job WHERE owner = :owner ORDER BY created_at")
                                .param("owner", owner)
                                .query(UUID.class)
                                .list(),
                        found -> found.size() == jobs);
        return ids.getLast();
    }
}

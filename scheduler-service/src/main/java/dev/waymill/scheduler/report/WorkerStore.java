package dev.waymill.scheduler.report;

import dev.waymill.events.WorkerHeartbeat;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The workers and their last heartbeats, by the database's clock.
@Component
class WorkerStore {
    private final JdbcClient jdbc;

    WorkerStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String RECORD = """
            INSERT INTO worker (id, slots, seen_at, partition)
            SELECT DISTINCT ON (id) id, slots, clock_timestamp(), partition
            FROM unnest(:ids::text[], :slots::integer[], :partitions::integer[]) AS input (id, slots, partition)
            ORDER BY id
            ON CONFLICT (id) DO UPDATE
            SET slots = excluded.slots, seen_at = excluded.seen_at, partition = excluded.partition, lost = 0
            """;

    /// A heartbeat that was read.
    record ReceivedHeartbeat(WorkerHeartbeat heartbeat, int partition) {}

    void recordHeartbeats(List<ReceivedHeartbeat> heartbeats) {
        if (!heartbeats.isEmpty()) {
            jdbc.sql(RECORD)
                    .param(
                            "ids",
                            heartbeats.stream()
                                    .map(one -> one.heartbeat().workerId())
                                    .toArray(String[]::new))
                    .param(
                            "slots",
                            heartbeats.stream()
                                    .map(one -> one.heartbeat().slots())
                                    .toArray(Integer[]::new))
                    .param(
                            "partitions",
                            heartbeats.stream()
                                    .map(ReceivedHeartbeat::partition)
                                    .toArray(Integer[]::new))
                    .update();
        }
    }
}

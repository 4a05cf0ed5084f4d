package dev.waymill.scheduler.report;

import dev.waymill.events.WorkerHeartbeat;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The workers that have been heard of, by the database's clock.
@Component
class WorkerStore {
    private final JdbcClient jdbc;

    WorkerStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String HEARD = """
            INSERT INTO worker (id, slots, seen_at)
            SELECT DISTINCT ON (id) id, slots, clock_timestamp()
            FROM unnest(:ids::text[], :slots::integer[]) AS heard (id, slots)
            ORDER BY id
            ON CONFLICT (id) DO UPDATE SET slots = excluded.slots, seen_at = excluded.seen_at
            """;

    void heard(List<WorkerHeartbeat> heartbeats) {
        if (!heartbeats.isEmpty()) {
            jdbc.sql(HEARD)
                    .param(
                            "ids",
                            heartbeats.stream().map(WorkerHeartbeat::workerId).toArray(String[]::new))
                    .param(
                            "slots",
                            heartbeats.stream().map(WorkerHeartbeat::slots).toArray(Integer[]::new))
                    .update();
        }
    }
}

package dev.waymill.worker.retention;

import java.time.Duration;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Deletes attempts that ended long ago, in the order of their tasks' ids, which is the order in which their
/// jobs were created: an index on the time would be written with each attempt.
@Component
class ExecutionPruner {
    /// Less than every id.
    static final UUID START = new UUID(0, 0);

    private final JdbcClient jdbc;

    ExecutionPruner(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Uses the start time of an attempt that has no end because its worker died. Skips rows that another
    /// worker is deleting.
    private static final String DELETE = """
            WITH old AS MATERIALIZED (
                SELECT task_id, attempt FROM execution
                WHERE task_id > :after
                  AND task_id < (lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint - :keepMillis), 12, '0')
                                 || repeat('0', 20))::uuid
                  AND coalesce(finished_at, started_at) < clock_timestamp() - :keepMillis * INTERVAL '1 millisecond'
                ORDER BY task_id
                LIMIT :limit
                FOR UPDATE SKIP LOCKED
            ), deleted AS (
                DELETE FROM execution e USING old WHERE (e.task_id, e.attempt) = (old.task_id, old.attempt)
            )
            SELECT coalesce((SELECT task_id FROM old ORDER BY task_id DESC LIMIT 1), :start)
            """;

    /// @param after the id after which to search
    /// @return the last task of which an attempt was deleted; [#START] if there are no more
    UUID delete(UUID after, Duration keep, int limit) {
        return jdbc.sql(DELETE)
                .param("after", after)
                .param("start", START)
                .param("keepMillis", keep.toMillis())
                .param("limit", limit)
                .query(UUID.class)
                .single();
    }
}

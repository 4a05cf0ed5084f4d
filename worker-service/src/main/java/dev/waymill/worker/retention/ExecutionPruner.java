package dev.waymill.worker.retention;

import java.time.Duration;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Deletes attempts that were over long ago, in the order of their tasks' ids, which is that of their jobs' making: an
/// index on the time would be written with each attempt.
@Component
class ExecutionPruner {
    /// Before all ids.
    static final UUID START = new UUID(0, 0);

    private final JdbcClient jdbc;

    ExecutionPruner(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Of an attempt whose worker died nobody has written the end: its start counts. What another worker deletes just
    /// now is passed.
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

    /// @param after a task; those before it were looked at
    /// @return the last task of which something was deleted; [#START] when there is nothing more
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

package dev.waymill.scheduler.retention;

import java.sql.Types;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Deletes jobs that finished long ago.
///
/// Finds them in the order of their ids, which is the order of their creation. An index on the finish time
/// would be written at the end of each job, and would prevent in-place (HOT) updates.
@Component
class JobPruner {
    /// Less than every id.
    static final UUID START = new UUID(0, 0);

    private static final int MILLIS_SHIFT = 16;

    private final JdbcClient jdbc;

    JobPruner(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String LOCK_OLD = """
            SELECT id FROM job
            WHERE id > :after AND id < :before AND finished_at < :since::timestamptz
            ORDER BY id
            LIMIT :batch
            FOR UPDATE SKIP LOCKED
            """;

    /// Checks again under the lock, since a clean-up may have been retried just before it. Keeps a job with an
    /// unfinished clean-up, with an unpublished change or dead letter, or with a dead letter that somebody may
    /// retry. Deletes ended tasks and attempts from the default partitions only; the others are dropped with
    /// their day.
    private static final String FORGET = """
            WITH expired AS MATERIALIZED (
                SELECT j.id FROM unnest(:ids) AS j (id)
                WHERE NOT EXISTS (SELECT FROM task t WHERE t.job_id = j.id
                                  AND NOT EXISTS (SELECT FROM finished f WHERE f.task_id = t.id))
                  AND NOT EXISTS (SELECT FROM job_change c WHERE c.job_id = j.id)
                  AND NOT EXISTS (
                      SELECT FROM task t JOIN dead_letter_outbox d ON d.task_id = t.id WHERE t.job_id = j.id)
                  AND NOT EXISTS (SELECT FROM dead_letter d WHERE d.job_id = j.id AND d.state = 'dead')
            ), tasks AS (
                DELETE FROM task t USING expired WHERE t.job_id = expired.id RETURNING t.id
            ), fan_ins AS (
                DELETE FROM fan_in i USING tasks WHERE i.task_id = tasks.id
            ), ends AS (
                DELETE FROM finished_default f USING tasks WHERE f.task_id = tasks.id
            ), attempts AS (
                DELETE FROM attempt_default a USING tasks WHERE a.task_id = tasks.id
            )
            DELETE FROM job j USING expired WHERE j.id = expired.id
            """;

    /// Deletes a batch of jobs that finished before that time.
    ///
    /// @param after the id after which to search
    /// @return the last id checked; empty if there are no more
    @Transactional
    public Optional<UUID> forget(UUID after, Instant since, int batch) {
        var old = jdbc.sql(LOCK_OLD)
                .param("after", after)
                .param("before", new UUID(since.toEpochMilli() << MILLIS_SHIFT, 0))
                .param("since", since.toString())
                .param("batch", batch)
                .query(UUID.class)
                .list();
        if (old.isEmpty()) {
            return Optional.empty();
        }
        jdbc.sql(FORGET).param("ids", old.toArray(UUID[]::new), Types.ARRAY).update();
        return Optional.of(old.getLast());
    }
}

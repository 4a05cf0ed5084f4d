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
/// Finds them in the order of their ids, which is that of their creation: an index on the end would be written
/// with each job's end, and would prevent in-place (HOT) updates.
@Component
class JobPruner {
    /// Before all ids.
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

    /// Looked at only after the lock, since a clean-up may have been retried just before it. A job with a
    /// clean-up that is not over, with a change or a death that the broker has not got, or with a dead letter
    /// that somebody may retry, stays. Of the ends, only those in the default partitions are deleted; the others
    /// go with their day.
    private static final String FORGET = """
            WITH over AS MATERIALIZED (
                SELECT j.id FROM unnest(:ids) AS j (id)
                WHERE NOT EXISTS (SELECT FROM task t WHERE t.job_id = j.id
                                  AND NOT EXISTS (SELECT FROM finished f WHERE f.task_id = t.id))
                  AND NOT EXISTS (SELECT FROM job_change c WHERE c.job_id = j.id)
                  AND NOT EXISTS (SELECT FROM task t JOIN dead_task d ON d.task_id = t.id WHERE t.job_id = j.id)
                  AND NOT EXISTS (SELECT FROM dead_letter d WHERE d.job_id = j.id AND d.state = 'dead')
            ), tasks AS (
                DELETE FROM task t USING over WHERE t.job_id = over.id RETURNING t.id
            ), fan_ins AS (
                DELETE FROM fan_in i USING tasks WHERE i.task_id = tasks.id
            ), ends AS (
                DELETE FROM finished_default f USING tasks WHERE f.task_id = tasks.id
            ), attempts AS (
                DELETE FROM attempt_default a USING tasks WHERE a.task_id = tasks.id
            )
            DELETE FROM job j USING over WHERE j.id = over.id
            """;

    /// Deletes a batch of jobs that finished before that time.
    ///
    /// @param after after which id to look
    /// @return the last id looked at; empty when there are no more
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

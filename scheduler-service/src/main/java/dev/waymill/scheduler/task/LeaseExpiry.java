package dev.waymill.scheduler.task;

import dev.waymill.scheduler.queue.ReadyQueue;
import dev.waymill.scheduler.queue.ReadyQueue.QueuedTask;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Takes expired leases back. Called inside a transaction that holds the row locks of their jobs. Each
/// statement checks again that the lease is still expired, since a report may have arrived in the meantime.
@Component
public class LeaseExpiry {
    /// Number of workers that must have died while running only this task. The first death may be a
    /// coincidence.
    private static final int MOST_ALONE = 2;

    private final JdbcClient jdbc;
    private final ReadyQueue queue;

    LeaseExpiry(JdbcClient jdbc, ReadyQueue queue) {
        this.jdbc = jdbc;
        this.queue = queue;
    }

    private static final String UNSTARTED = """
            WITH found AS MATERIALIZED (
                SELECT l.*
                FROM unnest(:tasks::uuid[], :attempts::integer[]) AS input (task_id, attempt)
                CROSS JOIN listening e
                CROSS JOIN LATERAL (
                    SELECT ctid AS row_id, task_id, attempt, failures FROM lease
                    WHERE task_id = input.task_id AND attempt = input.attempt AND worker IS NULL
                      AND greatest(until, e.since) + :silence * INTERVAL '1 millisecond' < e.received_at
                    FOR UPDATE
                ) l
            ), gone AS (
                DELETE FROM lease WHERE ctid = ANY(ARRAY(SELECT row_id FROM found))
            )
            SELECT task_id, attempt, failures FROM found
            """;

    /// DISPATCHED → READY. The attempts never started, so they are not counted.
    ///
    /// @param silence how long after the start deadline a start report may still arrive
    /// @return how many leases were taken back
    public int unstarted(List<Attempt> attempts, Duration silence) {
        var taken = jdbc.sql(UNSTARTED)
                .param("tasks", attempts.stream().map(Attempt::taskId).toArray(UUID[]::new))
                .param("attempts", attempts.stream().map(Attempt::number).toArray(Integer[]::new))
                .param("silence", silence.toMillis())
                .query(QueuedTask.class)
                .list();
        queue.add(taken);
        return taken.size();
    }

    /// An attempt whose worker became silent.
    ///
    /// @param alone how many workers of this task became silent while they ran nothing else
    public record LostAttempt(
            UUID taskId,
            int attempt,
            int failures,
            String worker,
            @Nullable OffsetDateTime startedAt,
            @Nullable UUID fanIn,
            int alone) {
        public ReleasedLease ended() {
            return new ReleasedLease(taskId, attempt, failures, worker, startedAt, false, fanIn, null, null);
        }

        /// Whether the task probably kills its workers, so that it must not run again automatically.
        public boolean isPoison() {
            return alone >= MOST_ALONE;
        }
    }

    /// The task ran alone if its worker held no other lease and had lost none before. Finished tasks are
    /// removed from `suspect`, even if somebody retries them later.
    private static final String LOST = """
            WITH held AS MATERIALIZED (
                SELECT worker, count(*) AS leases FROM lease WHERE worker IS NOT NULL GROUP BY worker
            ), found AS MATERIALIZED (
                SELECT l.*, (h.leases + coalesce(w.lost, 0) = 1)::integer AS alone
                FROM unnest(:tasks::uuid[], :attempts::integer[]) AS input (task_id, attempt)
                JOIN running r ON r.task_id = input.task_id AND r.attempt = input.attempt
                CROSS JOIN LATERAL (
                    SELECT ctid AS row_id, task_id, attempt, failures, worker, started_at FROM lease
                    WHERE task_id = input.task_id AND attempt = input.attempt AND worker = r.worker
                    FOR UPDATE
                ) l
                JOIN held h ON h.worker = l.worker
                LEFT JOIN worker w ON w.id = l.worker
                WHERE r.silent_for >= :silence * INTERVAL '1 millisecond'
            ), gone AS (
                DELETE FROM lease WHERE ctid = ANY(ARRAY(SELECT row_id FROM found))
            ), logged AS (
                INSERT INTO attempt (task_id, attempt, worker, outcome, error_code, error_message, started_at)
                SELECT task_id, attempt, worker, 'failed', 'worker-lost', :message, started_at FROM found
                ON CONFLICT (task_id, attempt) DO NOTHING
            ), noted AS (
                INSERT INTO worker (id, slots, seen_at, lost)
                SELECT worker, 0, clock_timestamp(), count(*) FROM found GROUP BY worker ORDER BY worker
                ON CONFLICT (id) DO UPDATE SET lost = worker.lost + excluded.lost
            ), suspects AS (
                INSERT INTO suspect AS s (task_id, deaths, alone)
                SELECT task_id, 1, alone FROM found ORDER BY task_id
                ON CONFLICT (task_id) DO UPDATE SET deaths = s.deaths + 1, alone = s.alone + excluded.alone
                RETURNING task_id, alone
            )
            SELECT f.task_id, f.attempt, f.failures, f.worker, f.started_at, s.alone,
                   (SELECT fan_in FROM task WHERE id = f.task_id) AS fan_in
            FROM found f JOIN suspects s ON s.task_id = f.task_id
            """;

    /// Takes back the leases of RUNNING attempts; the caller moves the tasks on in the same transaction.
    ///
    /// @param message the error message stored with the attempts
    public List<LostAttempt> lost(List<Attempt> attempts, Duration silence, String message) {
        return jdbc.sql(LOST)
                .param("tasks", attempts.stream().map(Attempt::taskId).toArray(UUID[]::new))
                .param("attempts", attempts.stream().map(Attempt::number).toArray(Integer[]::new))
                .param("silence", silence.toMillis())
                .param("message", message)
                .query(LostAttempt.class)
                .list();
    }

    private static final String CLEAR = """
            DELETE FROM suspect s WHERE EXISTS (SELECT FROM finished f WHERE f.task_id = s.task_id)
            """;

    /// Deletes finished tasks from `suspect`.
    public void clearSuspects() {
        jdbc.sql(CLEAR).update();
    }
}

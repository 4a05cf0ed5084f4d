package dev.waymill.scheduler.dispatch;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The moves of many tasks at once: delayed → ready → lease. Each method is one transaction.
@Component
class ReadyStore {
    private final JdbcClient jdbc;

    ReadyStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String MAKE_DUE = """
            WITH due AS MATERIALIZED (
                SELECT task_id FROM delayed WHERE run_at <= clock_timestamp()
                ORDER BY run_at LIMIT :limit FOR UPDATE SKIP LOCKED
            ), gone AS (
                DELETE FROM delayed WHERE task_id = ANY(ARRAY(SELECT task_id FROM due))
                RETURNING task_id, run_at, attempt, failures
            )
            INSERT INTO ready (task_id, attempt, failures)
            SELECT task_id, attempt, failures FROM gone ORDER BY run_at
            """;

    /// @return how many tasks are due now and were not before
    @Transactional
    public int makeDue(int limit) {
        return jdbc.sql(MAKE_DUE).param("limit", limit).update();
    }

    /// A claimed task, with all that its worker needs.
    record Claimed(
            UUID taskId,
            int attempt,
            UUID jobId,
            String owner,
            String kind,
            String payload,
            @Nullable String traceparent,
            int revival) {}

    /// The planner cannot know a computed LIMIT and takes it for a tenth of the table. Joined to `ready`, that
    /// made it read the whole backlog and, for the payloads, every task there ever was: 55 to 200 ms for 100 tasks
    /// with 100,000 finished and 50,000 ready. An array it takes for ten elements: index scans only, 3 to 5 ms.
    private static final String CLAIM = """
            WITH room AS (
                SELECT :perSlot * coalesce((SELECT sum(slots) FROM worker
                                            WHERE seen_at > clock_timestamp() - :silence * INTERVAL '1 millisecond'), 0)
                       - (SELECT count(*) FROM lease WHERE worker IS NULL) AS tasks
            ), claimed AS MATERIALIZED (
                SELECT position FROM ready
                ORDER BY position
                LIMIT (SELECT greatest(0, least(tasks, :batch)) FROM room)
                FOR UPDATE SKIP LOCKED
            ), gone AS (
                DELETE FROM ready WHERE position = ANY(ARRAY(SELECT position FROM claimed))
                RETURNING task_id, attempt, failures
            ), leased AS (
                INSERT INTO lease (task_id, attempt, failures, until)
                SELECT task_id, attempt + 1, failures, clock_timestamp() + :sendWithin * INTERVAL '1 millisecond'
                FROM gone
                RETURNING task_id, attempt
            )
            SELECT l.task_id, l.attempt, t.job_id, j.owner, t.kind, t.payload, j.traceparent, j.revival
            FROM leased l
            JOIN task t ON t.id = l.task_id
            JOIN job j ON j.id = t.job_id
            """;

    /// Leases out up to a batch, in the order in which they became ready.
    @Transactional
    public List<Claimed> claim(DispatchProperties bounds) {
        return jdbc.sql(CLAIM)
                .param("perSlot", bounds.perSlot())
                .param("silence", bounds.workerSilence().toMillis())
                .param("batch", bounds.batch())
                .param("sendWithin", bounds.sendWithin().toMillis())
                .query(Claimed.class)
                .list();
    }

    private static final String SENT = """
            WITH waiting AS MATERIALIZED (
                SELECT l.task_id
                FROM lease l
                JOIN unnest(:tasks::uuid[], :attempts::integer[]) AS sent (task_id, attempt) USING (task_id, attempt)
                WHERE l.worker IS NULL
                FOR UPDATE OF l SKIP LOCKED
            )
            UPDATE lease l SET until = clock_timestamp() + :millis * INTERVAL '1 millisecond'
            FROM waiting WHERE l.task_id = waiting.task_id
            """;

    /// The broker has them: they may wait longer for a worker. A lease that is being started or ended right now
    /// needs no more time, so its lock is not waited for.
    @Transactional
    public void sent(List<Claimed> tasks, Duration startWithin) {
        jdbc.sql(SENT)
                .param("millis", startWithin.toMillis())
                .param("tasks", tasks.stream().map(Claimed::taskId).toArray(UUID[]::new))
                .param("attempts", tasks.stream().map(Claimed::attempt).toArray(Integer[]::new))
                .update();
    }
}

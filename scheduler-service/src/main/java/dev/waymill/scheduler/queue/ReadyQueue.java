package dev.waymill.scheduler.queue;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The only way into `ready`: each task gets its position in the fair order, or waits for its job's
/// concurrency key. Called inside a transaction.
@Component
public class ReadyQueue {
    /// Separates these advisory locks from others.
    private static final long OWNER_LOCK = 7_391;

    /// Tasks that a limit keeps back have this offset added to their start, which puts them at the far end.
    public static final long PARKED_OFFSET = 1L << 62;

    private final JdbcClient jdbc;
    private final ConcurrencyKeys concurrencyKeys;

    ReadyQueue(JdbcClient jdbc, ConcurrencyKeys concurrencyKeys) {
        this.jdbc = jdbc;
        this.concurrencyKeys = concurrencyKeys;
    }

    private static final String LOCK = """
            SELECT count(pg_advisory_xact_lock(owner_lock)) AS owners
            FROM (
                SELECT DISTINCT hashtextextended(owner, :lock) AS owner_lock
                FROM unnest(:owners::text[]) AS owners (owner)
                ORDER BY 1
            ) owners
            """;

    /// Locks the flows and keys of these owners until the end of the transaction. Several statements change
    /// them, and each transaction in another order. So a transaction that makes tasks of several owners ready
    /// in more than one step calls this before its first step; otherwise two of them could deadlock. Locks are
    /// taken in this order: jobs, owners, tasks.
    public void lock(Collection<String> owners) {
        if (!owners.isEmpty()) {
            jdbc.sql(LOCK)
                    .param("lock", OWNER_LOCK)
                    .param("owners", owners.toArray(String[]::new))
                    .query(Long.class)
                    .single();
        }
    }

    private static final String LOCK_OF_JOB = """
            SELECT pg_advisory_xact_lock(hashtextextended(owner, :lock)) IS NULL FROM job WHERE id = :job
            """;

    /// Locks the owner of that job in the same way.
    public void lockOwnerOf(UUID job) {
        jdbc.sql(LOCK_OF_JOB)
                .param("lock", OWNER_LOCK)
                .param("job", job)
                .query(Boolean.class)
                .list();
    }

    /// A task that may run now.
    ///
    /// @param attempt the number of the last attempt, 0 before the first
    /// @param failures how many attempts have failed
    public record QueuedTask(UUID taskId, int attempt, int failures) {}

    /// A task that waits for no key starts where its flow's last task ended, or now if its flow was idle. An
    /// idle owner is served next; a busy owner keeps the places its tasks already have. Owners are locked in a
    /// fixed order.
    private static final String ADD = """
            WITH clock AS MATERIALIZED (
                SELECT last_value AS now FROM virtual_clock
            ), input AS MATERIALIZED (
                SELECT input.*, j.owner, j.priority, input.failures > 0 AS retry, cost(j.priority, input.failures > 0) AS cost,
                       CASE WHEN j.concurrency_key IS NOT NULL AND NOT t.clean_up
                                 AND NOT EXISTS (SELECT FROM admission a WHERE a.job_id = j.id)
                            THEN j.concurrency_key END AS waits_for
                FROM unnest(:tasks::uuid[], :attempts::integer[], :failures::integer[])
                     WITH ORDINALITY AS input (task_id, attempt, failures, place)
                JOIN task t ON t.id = input.task_id
                JOIN job j ON j.id = t.job_id
            ), locked AS MATERIALIZED (
                SELECT count(pg_advisory_xact_lock(owner_lock)) AS owners
                FROM (SELECT DISTINCT hashtextextended(owner, :lock) AS owner_lock FROM input ORDER BY 1) owners
            ), flows AS (
                INSERT INTO flow AS f (owner, priority, retry, tail)
                SELECT owner, priority, retry, (SELECT now FROM clock) + sum(cost)
                FROM input CROSS JOIN locked WHERE waits_for IS NULL
                GROUP BY owner, priority, retry
                ORDER BY owner, priority, retry
                ON CONFLICT (owner, priority, retry) DO UPDATE
                SET tail = greatest(f.tail + excluded.tail - (SELECT now FROM clock), excluded.tail)
                RETURNING owner, priority, retry, tail
            ), added AS (
                INSERT INTO ready (start, task_id, attempt, failures)
                SELECT tail - cost * row_number() OVER (PARTITION BY owner, priority, retry ORDER BY place DESC),
                       task_id, attempt, failures
                FROM input JOIN flows USING (owner, priority, retry)
                WHERE waits_for IS NULL
                ORDER BY place
            ), waiting AS (
                INSERT INTO waiting_for_key (owner, key, task_id, attempt, failures)
                SELECT owner, waits_for, task_id, attempt, failures FROM input CROSS JOIN locked
                WHERE waits_for IS NOT NULL
                ORDER BY place
                RETURNING owner, key
            )
            SELECT DISTINCT owner, key FROM waiting
            """;

    /// Makes tasks ready, in this order.
    public void add(List<QueuedTask> tasks) {
        if (tasks.isEmpty()) {
            return;
        }
        var waiting = jdbc.sql(ADD)
                .param("lock", OWNER_LOCK)
                .param("tasks", tasks.stream().map(QueuedTask::taskId).toArray(UUID[]::new))
                .param("attempts", tasks.stream().map(QueuedTask::attempt).toArray(Integer[]::new))
                .param("failures", tasks.stream().map(QueuedTask::failures).toArray(Integer[]::new))
                .query(ConcurrencyKeys.OwnerKey.class)
                .list();
        add(concurrencyKeys.admit(waiting));
    }

    private static final String FORGET_IDLE = """
            WITH idle AS MATERIALIZED (
                SELECT owner, priority, retry FROM flow
                WHERE tail <= (SELECT last_value FROM virtual_clock)
                LIMIT :limit
                FOR UPDATE SKIP LOCKED
            )
            DELETE FROM flow f USING idle
            WHERE (f.owner, f.priority, f.retry) = (idle.owner, idle.priority, idle.retry)
            """;

    /// Deletes flows whose tail the clock has passed: the next task of such a flow starts now, with or without
    /// the row.
    ///
    /// @param limit how many to delete at most
    /// @return how many were deleted
    public int forgetIdleFlows(int limit) {
        return jdbc.sql(FORGET_IDLE).param("limit", limit).update();
    }

    /// Releases the concurrency keys of these ended jobs and admits the next jobs.
    public void release(List<UUID> jobs) {
        add(concurrencyKeys.admit(concurrencyKeys.release(jobs)));
    }
}

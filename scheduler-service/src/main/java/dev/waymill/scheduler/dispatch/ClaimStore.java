package dev.waymill.scheduler.dispatch;

import dev.waymill.events.AttemptLimits;
import dev.waymill.events.RawJson;
import dev.waymill.scheduler.queue.ReadyQueue;
import dev.waymill.scheduler.queue.ReadyQueue.QueuedTask;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Moves batches of tasks: delayed → ready → lease. Each method is one transaction.
@Component
class ClaimStore {
    /// Bytes of the largest payload that a claim returns; a thousand of them fit into memory.
    private static final int SMALL_PAYLOAD = 4096;

    private final JdbcClient jdbc;
    private final ReadyQueue queue;

    ClaimStore(JdbcClient jdbc, ReadyQueue queue) {
        this.jdbc = jdbc;
        this.queue = queue;
    }

    private record DueTask(UUID taskId, String owner) {}

    private static final String DUE = """
            SELECT d.task_id, j.owner
            FROM (SELECT task_id FROM delayed WHERE run_at <= clock_timestamp() ORDER BY run_at LIMIT :limit) d
            JOIN task t ON t.id = d.task_id
            JOIN job j ON j.id = t.job_id
            """;

    private static final String TAKE_DUE = """
            WITH due AS MATERIALIZED (
                SELECT task_id FROM delayed WHERE task_id = ANY(:tasks) AND run_at <= clock_timestamp()
                FOR UPDATE SKIP LOCKED
            ), gone AS (
                DELETE FROM delayed WHERE task_id = ANY(ARRAY(SELECT task_id FROM due))
                RETURNING task_id, run_at, attempt, failures
            )
            SELECT task_id, attempt, failures FROM gone ORDER BY run_at
            """;

    /// @return how many delayed tasks became ready
    @Transactional
    public int makeDue(int limit) {
        var seen = jdbc.sql(DUE).param("limit", limit).query(DueTask.class).list();
        if (seen.isEmpty()) {
            return 0;
        }
        queue.lock(seen.stream().map(DueTask::owner).collect(Collectors.toSet()));
        var due = jdbc.sql(TAKE_DUE)
                .param("tasks", seen.stream().map(DueTask::taskId).toArray(UUID[]::new))
                .query(QueuedTask.class)
                .list();
        queue.add(due);
        return due.size();
    }

    private static final String FREE_CAPACITY = """
            SELECT :perSlot * coalesce((SELECT sum(slots) FROM worker
                                        WHERE seen_at > clock_timestamp() - :silence * INTERVAL '1 millisecond'), 0)
                   - (SELECT count(*) FROM lease WHERE worker IS NULL)
            """;

    /// How many more tasks may be dispatched to the live workers.
    int freeCapacity(DispatchProperties bounds) {
        long freeCapacity = jdbc.sql(FREE_CAPACITY)
                .param("perSlot", bounds.perSlot())
                .param("silence", bounds.workerSilence().toMillis())
                .query(Long.class)
                .single();
        return (int) Math.clamp(freeCapacity, 0, Integer.MAX_VALUE);
    }

    /// A position in the fair order.
    record QueuePosition(long start, long position) implements Comparable<QueuePosition> {
        static final QueuePosition FRONT = new QueuePosition(-1, 0);

        @Override
        public int compareTo(QueuePosition other) {
            return start == other.start ? Long.compare(position, other.position) : Long.compare(start, other.start);
        }
    }

    /// A claimed task, with all that its worker needs.
    ///
    /// @param claim the id of the batch it was claimed with
    /// @param start its place in the fair order, together with `position`
    /// @param claimedAt by the database's clock
    /// @param readyAt since when it waited for this; null if it is sent again
    /// @param payload null if it is large: see [#payloads]
    /// @param startBy until when a worker may start it
    /// @param suspicion how many workers died while it ran, counting those twice that ran nothing else; null
    ///     for none
    /// @param succeeded how many of the tasks that it waited for succeeded; null if it is no fan-in
    /// @param dead how many of them are dead; null if it is no fan-in
    /// @param atOnce whether this is the first attempt, at most 30 s after the creation of the task
    record Claimed(
            long claim,
            long start,
            long position,
            UUID taskId,
            int attempt,
            OffsetDateTime claimedAt,
            OffsetDateTime startBy,
            @Nullable Integer suspicion,
            UUID jobId,
            String owner,
            String type,
            String kind,
            @Nullable String payload,
            int payloadBytes,
            @Nullable String traceparent,
            @Nullable Integer succeeded,
            @Nullable Integer dead,
            int generation,
            @Nullable Long timeLimitMs,
            @Nullable Long progressDeadlineMs,
            boolean retry,
            @Nullable OffsetDateTime readyAt,
            boolean atOnce) {
        /// From this suspicion on a task runs alone. One death beside other tasks is usually a coincidence.
        static final int ALONE_FROM = 2;

        private static final Duration LEAST_ALONE = Duration.ofSeconds(10);
        private static final int MOST_DOUBLINGS = 13;

        @Nullable
        AttemptLimits limits() {
            return timeLimitMs == null && progressDeadlineMs == null
                    ? null
                    : new AttemptLimits(duration(timeLimitMs), duration(progressDeadlineMs));
        }

        private static @Nullable Duration duration(@Nullable Long millis) {
            return millis == null ? null : Duration.ofMillis(millis);
        }

        QueuePosition place() {
            return new QueuePosition(start, position);
        }

        /// How long it runs alone; null if it does not. If the task kills its worker after that time, the
        /// worker dies beside other tasks again, and the next attempt runs alone twice as long.
        @Nullable
        Duration alone() {
            return suspicion == null || suspicion < ALONE_FROM
                    ? null
                    : LEAST_ALONE.multipliedBy(1L << Math.min(suspicion - ALONE_FROM, MOST_DOUBLINGS));
        }
    }

    /// A task that runs alone may wait this long, since its worker must first finish everything else.
    private static final Duration START_ALONE_WITHIN = Duration.ofDays(1);

    private static final String IN_ORDER = """
                SELECT ctid AS row_id, start, position, task_id, attempt, failures, ready_at FROM ready
                WHERE (start, position) > (:start, :position) AND start < :far
                ORDER BY start, position
                LIMIT :limit
                FOR UPDATE SKIP LOCKED
            """;

    private static final String BY_ID = """
                SELECT ctid AS row_id, start % :far AS start, position, task_id, attempt, failures, ready_at FROM ready
                WHERE task_id = ANY(:tasks)
                FOR UPDATE
            """;

    /// Deletes the rows by ctid, which is safe since they are locked. The planner expects ten elements of an
    /// array and so uses indexes; with a join to `ready` it read the whole backlog. The clock is set at the
    /// end, outside of the transaction: if another scheduler sets it back, or the claim is rolled back, it is
    /// off by one batch, and the next claim corrects it.
    private static final String CLAIM = """
            WITH moment AS MATERIALIZED (
                SELECT clock_timestamp() AS now
            ), claimed AS MATERIALIZED (
            %s
            ), gone AS (
                DELETE FROM ready WHERE ctid = ANY(ARRAY(SELECT row_id FROM claimed))
            ), batch AS (
                INSERT INTO claim (until) SELECT now + :sendWithin * INTERVAL '1 millisecond' FROM moment
                WHERE EXISTS (SELECT FROM claimed)
                RETURNING id
            ), timed AS MATERIALIZED (
                SELECT c.*, m.now, s.deaths + s.alone AS suspicion,
                       m.now + CASE WHEN s.deaths + s.alone >= :alone THEN :startAloneWithin::bigint ELSE :startWithin::bigint END
                               * INTERVAL '1 millisecond' AS start_by
                FROM claimed c CROSS JOIN moment m LEFT JOIN suspect s ON s.task_id = c.task_id
            ), leased AS (
                INSERT INTO lease (task_id, attempt, failures, until, claim, claimed_at)
                SELECT task_id, attempt + 1, failures, start_by, batch.id, now
                FROM timed CROSS JOIN batch
            ), clock AS MATERIALIZED (
                SELECT setval('virtual_clock', greatest(max(start), (SELECT last_value FROM virtual_clock)))
                FROM claimed
                HAVING count(*) > 0
            )
            SELECT batch.id AS claim, c.start, c.position, c.task_id, c.attempt + 1 AS attempt, c.now AS claimed_at,
                   c.start_by, c.suspicion, t.job_id, j.owner, j.type, t.kind,
                   CASE WHEN t.payload_bytes <= :small THEN t.payload END AS payload, t.payload_bytes,
                   j.traceparent, i.succeeded, i.dead, j.generation, j.time_limit_ms, j.progress_deadline_ms,
                   c.failures > 0 AS retry, c.ready_at,
                   c.attempt = 0 AND c.now <= t.created_at + INTERVAL '30 seconds' AS at_once
            FROM timed c
            JOIN task t ON t.id = c.task_id
            JOIN job j ON j.id = t.job_id
            LEFT JOIN fan_in i ON i.task_id = c.task_id
            CROSS JOIN clock
            CROSS JOIN batch
            ORDER BY c.start, c.position
            """;

    private static final String CLAIM_IN_ORDER = CLAIM.formatted(IN_ORDER);
    private static final String CLAIM_THESE = CLAIM.formatted(BY_ID);

    /// Leases tasks out, in the fair order.
    ///
    /// @param from the position after which to start
    @Transactional
    public List<Claimed> claim(QueuePosition from, int limit, DispatchProperties bounds) {
        return claimed(
                jdbc.sql(CLAIM_IN_ORDER)
                        .param("start", from.start())
                        .param("position", from.position())
                        .param("limit", limit),
                bounds);
    }

    /// Leases these tasks, wherever they are in the queue. Called inside a transaction that has locked their
    /// rows.
    List<Claimed> claim(List<UUID> tasks, DispatchProperties bounds) {
        return tasks.isEmpty()
                ? List.of()
                : claimed(jdbc.sql(CLAIM_THESE).param("tasks", tasks.toArray(UUID[]::new)), bounds);
    }

    private static List<Claimed> claimed(JdbcClient.StatementSpec claim, DispatchProperties bounds) {
        return claim.param("far", ReadyQueue.PARKED_OFFSET)
                .param("small", SMALL_PAYLOAD)
                .param("sendWithin", bounds.sendWithin().toMillis())
                .param("startWithin", bounds.startWithin().toMillis())
                .param("alone", Claimed.ALONE_FROM)
                .param("startAloneWithin", START_ALONE_WITHIN.toMillis())
                .query(ClaimStore::claimed)
                .list();
    }

    /// Reads [#CLAIM]'s columns by position. By name it would cost as much as the rest of a claim.
    private static Claimed claimed(ResultSet row, int unused) throws SQLException {
        return new Claimed(
                row.getLong(1),
                row.getLong(2),
                row.getLong(3),
                row.getObject(4, UUID.class),
                row.getInt(5),
                row.getObject(6, OffsetDateTime.class),
                row.getObject(7, OffsetDateTime.class),
                row.getObject(8, Integer.class),
                row.getObject(9, UUID.class),
                row.getString(10),
                row.getString(11),
                row.getString(12),
                row.getString(13),
                row.getInt(14),
                row.getString(15),
                row.getObject(16, Integer.class),
                row.getObject(17, Integer.class),
                row.getInt(18),
                row.getObject(19, Long.class),
                row.getObject(20, Long.class),
                row.getBoolean(21),
                row.getObject(22, OffsetDateTime.class),
                row.getBoolean(23));
    }

    private static final String PAYLOADS = """
            SELECT id, payload FROM task WHERE id = ANY(:tasks)
            """;

    /// The payloads of these tasks by task id; reads the large ones that the claim left out.
    Map<UUID, RawJson> payloads(List<Claimed> tasks) {
        var payloads = new HashMap<UUID, RawJson>();
        var large = new ArrayList<UUID>();
        for (var task : tasks) {
            if (task.payload() == null) {
                large.add(task.taskId());
            } else {
                payloads.put(task.taskId(), new RawJson(task.payload()));
            }
        }
        if (!large.isEmpty()) {
            jdbc.sql(PAYLOADS).param("tasks", large.toArray(UUID[]::new)).query(row -> {
                payloads.put(row.getObject("id", UUID.class), new RawJson(row.getString("payload")));
            });
        }
        return payloads;
    }

    private static final String MARK_SENT = """
            DELETE FROM claim WHERE id = :claim
            """;

    /// Marks the whole claim as sent.
    @Transactional
    public void markSent(long claim) {
        jdbc.sql(MARK_SENT).param("claim", claim).update();
    }

    /// Skips leases that a report has locked: sending those again does no harm.
    private static final String MARK_SENT_EXCEPT = """
            WITH sent AS MATERIALIZED (
                SELECT ctid AS row_id FROM lease
                WHERE claim = :claim AND worker IS NULL AND task_id <> ALL(:unsent)
                FOR UPDATE SKIP LOCKED
            )
            UPDATE lease SET claim = NULL WHERE ctid = ANY(ARRAY(SELECT row_id FROM sent))
            """;

    /// Marks the claim as sent except for some tasks, which the broker may or may not have. The claim stays for
    /// those.
    @Transactional
    public void markSentExcept(long claim, List<Claimed> unsent) {
        jdbc.sql(MARK_SENT_EXCEPT)
                .param("claim", claim)
                .param("unsent", unsent.stream().map(Claimed::taskId).toArray(UUID[]::new))
                .update();
    }

    private static final String TAKE_OVERDUE = """
            UPDATE claim SET until = clock_timestamp() + :sendWithin * INTERVAL '1 millisecond'
            WHERE id = (
                SELECT id FROM claim WHERE until < clock_timestamp() ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
            )
            RETURNING id
            """;

    /// The attempts keep their numbers, so a worker that got the first record ignores the second. The leases
    /// are extended, so that each outlives every record sent for it.
    private static final String SEND_AGAIN = """
            WITH moment AS MATERIALIZED (
                SELECT clock_timestamp() AS now
            ), overdue AS MATERIALIZED (
                SELECT ctid AS row_id FROM lease WHERE claim = :claim AND worker IS NULL
                FOR UPDATE SKIP LOCKED
            ), again AS (
                UPDATE lease SET until = greatest(until, now + :startWithin * INTERVAL '1 millisecond')
                FROM moment
                WHERE lease.ctid = ANY(ARRAY(SELECT row_id FROM overdue))
                RETURNING task_id, attempt, failures, now, until
            )
            SELECT :claim::bigint AS claim, 0 AS start, 0 AS position, a.task_id, a.attempt, a.now AS claimed_at,
                   a.until AS start_by, s.deaths + s.alone AS suspicion, t.job_id, j.owner, j.type, t.kind,
                   CASE WHEN t.payload_bytes <= :small THEN t.payload END AS payload, t.payload_bytes, j.traceparent,
                   i.succeeded, i.dead, j.generation, j.time_limit_ms, j.progress_deadline_ms, a.failures > 0 AS retry,
                   NULL::timestamptz AS ready_at,
                   a.attempt = 1 AND a.now <= t.created_at + INTERVAL '30 seconds' AS at_once
            FROM again a
            JOIN task t ON t.id = a.task_id
            JOIN job j ON j.id = t.job_id
            LEFT JOIN fan_in i ON i.task_id = a.task_id
            LEFT JOIN suspect s ON s.task_id = a.task_id
            """;

    /// Takes over one claim that was not sent in time: its scheduler died, or Kafka was unavailable.
    @Transactional
    public List<Claimed> unsent(DispatchProperties bounds) {
        var claim = jdbc.sql(TAKE_OVERDUE)
                .param("sendWithin", bounds.sendWithin().toMillis())
                .query(Long.class)
                .optional();
        if (claim.isEmpty()) {
            return List.of();
        }
        var unsent = jdbc.sql(SEND_AGAIN)
                .param("claim", claim.get())
                .param("small", SMALL_PAYLOAD)
                .param("startWithin", bounds.startWithin().toMillis())
                .query(Claimed.class)
                .list();
        if (unsent.isEmpty()) {
            markSent(claim.get());
        }
        return unsent;
    }
}

package dev.waymill.scheduler.dispatch;

import dev.waymill.events.AttemptLimits;
import dev.waymill.scheduler.task.ReadyQueue;
import dev.waymill.scheduler.task.ReadyQueue.Entry;
import java.time.Duration;
import java.time.OffsetDateTime;
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
    private final ReadyQueue queue;

    ReadyStore(JdbcClient jdbc, ReadyQueue queue) {
        this.jdbc = jdbc;
        this.queue = queue;
    }

    private static final String TAKE_DUE = """
            WITH due AS MATERIALIZED (
                SELECT task_id FROM delayed WHERE run_at <= clock_timestamp()
                ORDER BY run_at LIMIT :limit FOR UPDATE SKIP LOCKED
            ), gone AS (
                DELETE FROM delayed WHERE task_id = ANY(ARRAY(SELECT task_id FROM due))
                RETURNING task_id, run_at, attempt, failures
            )
            SELECT task_id, attempt, failures FROM gone ORDER BY run_at
            """;

    /// @return how many tasks are due now and were not before
    @Transactional
    public int makeDue(int limit) {
        var due = jdbc.sql(TAKE_DUE).param("limit", limit).query(Entry.class).list();
        queue.add(due);
        return due.size();
    }

    private static final String ROOM = """
            SELECT :perSlot * coalesce((SELECT sum(slots) FROM worker
                                        WHERE seen_at > clock_timestamp() - :silence * INTERVAL '1 millisecond'), 0)
                   - (SELECT count(*) FROM lease WHERE worker IS NULL)
            """;

    /// How many more tasks may be on their way to the living workers.
    int room(DispatchProperties bounds) {
        long room = jdbc.sql(ROOM)
                .param("perSlot", bounds.perSlot())
                .param("silence", bounds.workerSilence().toMillis())
                .query(Long.class)
                .single();
        return (int) Math.clamp(room, 0, Integer.MAX_VALUE);
    }

    /// A place in the fair order.
    record Place(long start, long position) implements Comparable<Place> {
        static final Place FRONT = new Place(-1, 0);

        @Override
        public int compareTo(Place other) {
            return start == other.start ? Long.compare(position, other.position) : Long.compare(start, other.start);
        }
    }

    /// A claimed task, with all that its worker needs.
    ///
    /// @param claim the batch it was claimed with
    /// @param start its place in the fair order, with `position`
    /// @param claimedAt by the database's clock
    /// @param startBy until when a worker may begin it
    /// @param succeeded how many of the tasks that it has waited for did; null if it waited for none
    record Claimed(
            long claim,
            long start,
            long position,
            UUID taskId,
            int attempt,
            OffsetDateTime claimedAt,
            OffsetDateTime startBy,
            UUID jobId,
            String owner,
            String kind,
            String payload,
            @Nullable String traceparent,
            @Nullable Integer succeeded,
            @Nullable Integer dead,
            int revival,
            @Nullable Long timeLimitMs,
            @Nullable Long progressDeadlineMs) {
        @Nullable
        AttemptLimits limits() {
            return timeLimitMs == null && progressDeadlineMs == null
                    ? null
                    : new AttemptLimits(duration(timeLimitMs), duration(progressDeadlineMs));
        }

        private static @Nullable Duration duration(@Nullable Long millis) {
            return millis == null ? null : Duration.ofMillis(millis);
        }

        Place place() {
            return new Place(start, position);
        }
    }

    /// What a limit keeps back lies so far behind its place in the order, at the far end.
    static final long FAR = 1L << 62;

    private static final String IN_ORDER = """
                SELECT ctid AS lies_at, start, position, task_id, attempt, failures FROM ready
                WHERE (start, position) > (:start, :position) AND start < :far
                ORDER BY start, position
                LIMIT :limit
                FOR UPDATE SKIP LOCKED
            """;

    private static final String THESE = """
                SELECT ctid AS lies_at, start % :far AS start, position, task_id, attempt, failures FROM ready
                WHERE task_id = ANY(:tasks)
                FOR UPDATE
            """;

    /// The rows are deleted by where they lie, since they are locked. The planner takes an array for ten
    /// elements and so keeps to the indexes; joined to `ready`, it read the whole backlog. The clock is set at
    /// the end, beyond any transaction: set back by another scheduler or ahead of a claim that is rolled back,
    /// it is off by one batch and right again with the next.
    private static final String CLAIM = """
            WITH moment AS MATERIALIZED (
                SELECT clock_timestamp() AS now
            ), claimed AS MATERIALIZED (
            %s
            ), gone AS (
                DELETE FROM ready WHERE ctid = ANY(ARRAY(SELECT lies_at FROM claimed))
            ), batch AS (
                INSERT INTO claim (until) SELECT now + :sendWithin * INTERVAL '1 millisecond' FROM moment
                WHERE EXISTS (SELECT FROM claimed)
                RETURNING id
            ), leased AS (
                INSERT INTO lease (task_id, attempt, failures, until, claim)
                SELECT task_id, attempt + 1, failures, now + :startWithin * INTERVAL '1 millisecond', batch.id
                FROM claimed CROSS JOIN batch CROSS JOIN moment
            ), clock AS MATERIALIZED (
                SELECT setval('virtual_clock', greatest(max(start), (SELECT last_value FROM virtual_clock)))
                FROM claimed
                HAVING count(*) > 0
            )
            SELECT batch.id AS claim, c.start, c.position, c.task_id, c.attempt + 1 AS attempt, m.now AS claimed_at,
                   m.now + :startWithin * INTERVAL '1 millisecond' AS start_by, t.job_id, j.owner, t.kind, t.payload,
                   j.traceparent, i.succeeded, i.dead, j.revival, j.time_limit_ms, j.progress_deadline_ms
            FROM claimed c
            JOIN task t ON t.id = c.task_id
            JOIN job j ON j.id = t.job_id
            LEFT JOIN fan_in i ON i.task_id = c.task_id
            CROSS JOIN clock
            CROSS JOIN batch
            CROSS JOIN moment m
            ORDER BY c.start, c.position
            """;

    private static final String CLAIM_IN_ORDER = CLAIM.formatted(IN_ORDER);
    private static final String CLAIM_THESE = CLAIM.formatted(THESE);

    /// Leases tasks out, in the fair order.
    ///
    /// @param from where to begin; nothing before it is looked at
    @Transactional
    public List<Claimed> claim(Place from, int limit, DispatchProperties bounds) {
        return claimed(
                jdbc.sql(CLAIM_IN_ORDER)
                        .param("start", from.start())
                        .param("position", from.position())
                        .param("limit", limit),
                bounds);
    }

    /// Leases these tasks out, wherever they lie in the queue. Called inside a transaction that has their rows
    /// locked.
    List<Claimed> claim(List<UUID> tasks, DispatchProperties bounds) {
        return tasks.isEmpty()
                ? List.of()
                : claimed(jdbc.sql(CLAIM_THESE).param("tasks", tasks.toArray(UUID[]::new)), bounds);
    }

    private static List<Claimed> claimed(JdbcClient.StatementSpec claim, DispatchProperties bounds) {
        return claim.param("far", FAR)
                .param("sendWithin", bounds.sendWithin().toMillis())
                .param("startWithin", bounds.startWithin().toMillis())
                .query(Claimed.class)
                .list();
    }

    private static final String SHORTEN = """
            UPDATE lease SET until = clock_timestamp() + :sendWithin * INTERVAL '1 millisecond'
            WHERE task_id = ANY(:tasks) AND claim = :claim AND worker IS NULL
            """;

    private static final String SENT = """
            DELETE FROM claim WHERE id = :claim
            """;

    /// The broker has them, but for some, which may have been lost on the way.
    @Transactional
    public void sent(long claim, List<Claimed> unsent, DispatchProperties bounds) {
        if (!unsent.isEmpty()) {
            jdbc.sql(SHORTEN)
                    .param("sendWithin", bounds.sendWithin().toMillis())
                    .param("tasks", unsent.stream().map(Claimed::taskId).toArray(UUID[]::new))
                    .param("claim", claim)
                    .update();
        }
        jdbc.sql(SENT).param("claim", claim).update();
    }
}

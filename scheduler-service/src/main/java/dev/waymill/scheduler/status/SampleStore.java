package dev.waymill.scheduler.status;

import dev.waymill.runtime.metrics.SampleQueries;
import dev.waymill.scheduler.queue.ReadyQueue;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Reads samples. Each statement counts a bounded number of rows.
@Component
class SampleStore {
    /// A count that stopped here means "more than 100,000".
    static final int MOST = 100_001;

    private final JdbcClient jdbc;

    SampleStore(DataSource database) {
        this.jdbc = SampleQueries.on(database);
    }

    /// @param oldestSeconds null for states in which waiting is intended
    record Depth(String state, long tasks, @Nullable Double oldestSeconds) {}

    /// The fair order puts the oldest ready task of every owner near the front, so the limit does not hide it.
    private static final String DEPTHS = """
            WITH moment AS MATERIALIZED (
                SELECT clock_timestamp() AS now
            ), found AS (
                SELECT 'held' AS state, count(*) AS tasks, NULL::timestamptz AS oldest, false AS aged
                FROM (SELECT FROM held LIMIT :most) x
                UNION ALL
                SELECT 'blocked', count(*), NULL, false FROM (SELECT FROM blocked LIMIT :most) x
                UNION ALL
                SELECT 'delayed', count(*), NULL, false
                FROM (SELECT FROM delayed WHERE run_at > (SELECT now FROM moment) LIMIT :most) x
                UNION ALL
                SELECT 'overdue', count(*), min(run_at), true
                FROM (SELECT run_at FROM delayed WHERE run_at <= (SELECT now FROM moment) ORDER BY run_at LIMIT :most) x
                UNION ALL
                SELECT 'waiting-for-key', count(*), NULL, false FROM (SELECT FROM waiting_for_key LIMIT :most) x
                UNION ALL
                SELECT 'ready', count(*), min(ready_at), true
                FROM (SELECT ready_at FROM ready WHERE start < :far ORDER BY start, position LIMIT :most) x
                UNION ALL
                SELECT 'limited', count(*), min(ready_at), true
                FROM (SELECT ready_at FROM ready WHERE start >= :far ORDER BY start, position LIMIT :most) x
                UNION ALL
                SELECT 'dispatched', count(*), min(claimed_at), true
                FROM (SELECT claimed_at FROM lease WHERE worker IS NULL LIMIT :most) x
                UNION ALL
                SELECT 'running', count(*), min(started_at), true
                FROM (SELECT started_at FROM lease WHERE worker IS NOT NULL LIMIT :most) x
            )
            SELECT state, tasks,
                   CASE WHEN aged THEN coalesce(round(extract(epoch FROM now - oldest), 3), 0) END AS oldest_seconds
            FROM found CROSS JOIN moment
            """;

    /// The unfinished tasks by state.
    List<Depth> depths() {
        return jdbc.sql(DEPTHS)
                .param("most", MOST)
                .param("far", ReadyQueue.PARKED_OFFSET)
                .query(Depth.class)
                .list();
    }

    /// @param slotsEach of the worker seen last, even if it is no longer live; 1 if none was ever seen
    record Workers(int living, int slots, int slotsEach) {}

    private static final String WORKERS = """
            SELECT count(*) AS living, coalesce(sum(slots), 0) AS slots,
                   coalesce((SELECT slots FROM worker WHERE slots > 0 ORDER BY seen_at DESC LIMIT 1), 1) AS slots_each
            FROM worker
            WHERE slots > 0 AND seen_at > clock_timestamp() - :silence * INTERVAL '1 millisecond'
            """;

    Workers workers(Duration silence) {
        return jdbc.sql(WORKERS)
                .param("silence", silence.toMillis())
                .query(Workers.class)
                .single();
    }

    /// What else waits or is kept.
    ///
    /// @param firstChange position of the first unpublished change; 0 without any
    record Backlog(
            long changes,
            long firstChange,
            long lastChange,
            long openDeadLetters,
            long unpublishedDeadLetters,
            long webhookWaiting,
            int webhookFailures,
            long limits,
            long pausedLimits,
            int historyDays,
            long historyDefaultRows) {}

    private static final String BACKLOG = """
            SELECT (SELECT count(*) FROM (SELECT FROM job_change ORDER BY position LIMIT :most) x) AS changes,
                   coalesce((SELECT position FROM job_change ORDER BY position LIMIT 1), 0) AS first_change,
                   coalesce((SELECT position FROM job_change ORDER BY position DESC LIMIT 1), 0) AS last_change,
                   (SELECT count(*) FROM (SELECT FROM dead_letter WHERE state = 'dead' LIMIT :most) x)
                       AS open_dead_letters,
                   (SELECT count(*) FROM (SELECT FROM dead_letter_outbox LIMIT :most) x) AS unpublished_dead_letters,
                   (SELECT count(*) FROM (SELECT FROM dead_letter_notice LIMIT :most) x) AS webhook_waiting,
                   coalesce((SELECT max(failures) FROM webhook_turn), 0) AS webhook_failures,
                   (SELECT count(*) FROM dispatch_limit) AS limits,
                   (SELECT count(*) FROM dispatch_limit WHERE paused) AS paused_limits,
                   (SELECT count(*) FROM history_day) AS history_days,
                   (SELECT count(*) FROM (SELECT FROM finished_default LIMIT :most) x)
                       + (SELECT count(*) FROM (SELECT FROM attempt_default LIMIT :most) x) AS history_default_rows
            """;

    Backlog backlog() {
        return jdbc.sql(BACKLOG).param("most", MOST).query(Backlog.class).single();
    }
}

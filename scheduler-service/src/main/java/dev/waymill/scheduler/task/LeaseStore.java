package dev.waymill.scheduler.task;

import dev.waymill.events.TaskError;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The leases of attempts. A worker's start report starts a lease, and its end report releases it. Each method
/// runs one statement for any number of leases. Called inside a transaction that holds the row locks of their
/// jobs.
///
/// The statements look each lease up by its index and leave the planner no choice: the table is nearly empty
/// when it is analysed, and full of dead rows when it is used.
@Component
public class LeaseStore {
    private static final long LONGEST_MICROS = TimeUnit.DAYS.toMicros(36_500);

    private final JdbcClient jdbc;

    LeaseStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// An attempt started by a worker.
    public record Start(Attempt attempt, String worker) {}

    private static final String START = """
            WITH found AS MATERIALIZED (
                SELECT l.row_id, input.worker
                FROM unnest(:tasks::uuid[], :attempts::integer[], :workers::text[]) AS input (task_id, attempt, worker)
                CROSS JOIN LATERAL (
                    SELECT ctid AS row_id FROM lease
                    WHERE task_id = input.task_id AND attempt = input.attempt AND worker IS NULL
                    FOR UPDATE
                ) l
            )
            UPDATE lease SET worker = found.worker, started_at = clock_timestamp()
            FROM found WHERE lease.ctid = found.row_id
            RETURNING lease.task_id, lease.attempt, extract(epoch FROM lease.started_at - lease.claimed_at)
            """;

    /// DISPATCHED → RUNNING.
    ///
    /// @return the attempts that were DISPATCHED, and how long
    public Map<Attempt, Duration> start(List<Start> starts) {
        if (starts.isEmpty()) {
            return Map.of();
        }
        var started = new HashMap<Attempt, Duration>();
        jdbc.sql(START)
                .param("tasks", Columns.of(starts, start -> start.attempt().taskId(), UUID[]::new))
                .param("attempts", Columns.of(starts, start -> start.attempt().number(), Integer[]::new))
                .param("workers", Columns.of(starts, Start::worker, String[]::new))
                .query(row -> {
                    started.put(new Attempt(row.getObject(1, UUID.class), row.getInt(2)), seconds(row, 3));
                });
        return started;
    }

    private static final String RUNNING = """
            SELECT input.task_id, input.attempt AS number
            FROM unnest(:tasks::uuid[], :attempts::integer[]) AS input (task_id, attempt)
            WHERE EXISTS (
                SELECT FROM lease
                WHERE task_id = input.task_id AND attempt = input.attempt AND worker IS NOT NULL
                OFFSET 0)
            """;

    /// Returns the attempts that are RUNNING.
    public Set<Attempt> running(Collection<Attempt> attempts) {
        if (attempts.isEmpty()) {
            return Set.of();
        }
        return new HashSet<>(jdbc.sql(RUNNING)
                .param("tasks", Columns.of(attempts, Attempt::taskId, UUID[]::new))
                .param("attempts", Columns.of(attempts, Attempt::number, Integer[]::new))
                .query(Attempt.class)
                .list());
    }

    /// How an attempt ended. Its start report may arrive with the end report or after it.
    ///
    /// @param worker the worker that ran it; null if no worker did
    /// @param lasted how long it took by the worker's clock, if its start report arrived in the same batch;
    ///     else null
    /// @param outcome `succeeded`, `failed` or `snoozed`
    public record AttemptEnd(
            Attempt attempt,
            @Nullable String worker,
            @Nullable Duration lasted,
            String outcome,
            @Nullable TaskError error) {}

    /// Successful attempts are not logged here; `finished` has them.
    private static final String END = """
            WITH found AS MATERIALIZED (
                SELECT l.*, input.outcome, input.code, input.message, input.stack
                FROM unnest(:tasks::uuid[], :attempts::integer[], :workers::text[], :lasted::bigint[], :outcomes::text[],
                            :codes::text[], :messages::text[], :stacks::text[])
                     AS input (task_id, attempt, worker, lasted, outcome, code, message, stack)
                CROSS JOIN LATERAL (
                    SELECT ctid AS row_id, task_id, attempt, failures, coalesce(worker, input.worker) AS worker,
                           coalesce(started_at, clock_timestamp() - input.lasted * INTERVAL '1 microsecond') AS started_at,
                           worker IS NULL AS unstarted, claimed_at
                    FROM lease
                    WHERE task_id = input.task_id AND attempt = input.attempt
                    FOR UPDATE
                ) l
            ), ended AS (
                DELETE FROM lease WHERE ctid = ANY(ARRAY(SELECT row_id FROM found))
            ), logged AS (
                INSERT INTO attempt (task_id, attempt, worker, outcome, error_code, error_message, error_stack, started_at)
                SELECT task_id, attempt, worker, outcome, code, message, stack, started_at FROM found
                WHERE outcome <> 'succeeded'
                ON CONFLICT (task_id, attempt) DO NOTHING
            )
            SELECT f.task_id, f.attempt, f.failures, f.worker, f.started_at, f.unstarted,
                   (SELECT fan_in FROM task WHERE id = f.task_id) AS fan_in,
                   extract(epoch FROM f.started_at - f.claimed_at), extract(epoch FROM clock_timestamp() - f.started_at)
            FROM found f
            """;

    /// Releases the leases of DISPATCHED and RUNNING attempts; the caller moves the tasks on in the same
    /// transaction.
    ///
    /// @return the released leases; reports about other attempts are late or duplicates
    public List<ReleasedLease> end(List<AttemptEnd> endings) {
        if (endings.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(END)
                .param("tasks", Columns.of(endings, ending -> ending.attempt().taskId(), UUID[]::new))
                .param(
                        "attempts",
                        Columns.of(endings, ending -> ending.attempt().number(), Integer[]::new))
                .param("workers", endings.stream().map(AttemptEnd::worker).toArray(String[]::new))
                .param("lasted", endings.stream().map(LeaseStore::micros).toArray(Long[]::new))
                .param("outcomes", Columns.of(endings, AttemptEnd::outcome, String[]::new))
                .param("codes", Columns.texts(endings, AttemptEnd::error, TaskError::code))
                .param("messages", Columns.texts(endings, AttemptEnd::error, TaskError::message))
                .param("stacks", Columns.texts(endings, AttemptEnd::error, TaskError::stack))
                .query(LeaseStore::ended)
                .list();
    }

    /// Reads [#END]'s columns by position: by name it takes several times as long.
    private static ReleasedLease ended(ResultSet row, int unused) throws SQLException {
        return new ReleasedLease(
                row.getObject(1, UUID.class),
                row.getInt(2),
                row.getInt(3),
                row.getString(4),
                row.getObject(5, OffsetDateTime.class),
                row.getBoolean(6),
                row.getObject(7, UUID.class),
                seconds(row, 8),
                seconds(row, 9));
    }

    /// Null without a start. A worker's clock may be wrong, so the start may be before the dispatch.
    private static @Nullable Duration seconds(ResultSet row, int column) throws SQLException {
        double seconds = row.getDouble(column);
        return row.wasNull() ? null : Duration.ofNanos((long) (Math.max(0, seconds) * 1e9));
    }

    /// Clamps the duration, since a worker's clock may be wrong.
    private static @Nullable Long micros(AttemptEnd ending) {
        var lasted = ending.lasted();
        return lasted == null ? null : Math.clamp(TimeUnit.MICROSECONDS.convert(lasted), 0, LONGEST_MICROS);
    }
}

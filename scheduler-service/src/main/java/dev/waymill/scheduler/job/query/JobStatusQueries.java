package dev.waymill.scheduler.job.query;

import dev.waymill.events.JobState;
import dev.waymill.events.Progress;
import dev.waymill.events.RawJson;
import dev.waymill.events.rest.Failure;
import dev.waymill.events.rest.JobAttempt;
import dev.waymill.events.rest.JobStatus;
import dev.waymill.events.rest.JobStatus.TaskStatus;
import dev.waymill.events.rest.JobStatus.WaitsFor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/// Reads a job and its tasks from one snapshot.
@Component
public class JobStatusQueries {
    private final JdbcClient jdbc;

    JobStatusQueries(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String JOB = """
            SELECT * FROM job WHERE id = :id
            """;

    /// The table that holds a task also shows why the task waits.
    private static final String TASKS = """
            SELECT t.task_id AS id, t.kind, t.run_at, t.state, t.attempt, a.error_code, a.error_message,
                   CASE t.held_in
                        WHEN 'held' THEN 'release'
                        WHEN 'blocked' THEN 'tasks'
                        WHEN 'delayed' THEN 'time'
                        WHEN 'waiting_for_key' THEN 'concurrency-key'
                        WHEN 'ready' THEN coalesce((
                            SELECT CASE WHEN paused THEN 'pause' WHEN at_once IS NULL THEN 'rate' ELSE 'limit' END
                            FROM dispatch_limit m
                            WHERE m.scope = split_part(t.limited_by, ':', 1)
                              AND m.name IN (substr(t.limited_by, strpos(t.limited_by, ':') + 1), '*')
                            ORDER BY m.name = '*'
                            LIMIT 1), 'turn')
                        WHEN 'lease' THEN CASE t.state WHEN 'DISPATCHED' THEN 'worker' END
                   END AS waits_for,
                   CASE t.held_in
                        WHEN 'blocked' THEN (SELECT waits_for FROM fan_in WHERE task_id = t.task_id)
                        WHEN 'waiting_for_key' THEN (
                            SELECT count(*) FROM (
                                SELECT FROM waiting_for_key o
                                WHERE o.owner = t.key_owner AND o.key = t.concurrency_key
                                  AND o.position < t.key_position
                                LIMIT 10000) x)
                        WHEN 'ready' THEN CASE WHEN t.limited_by IS NULL THEN (
                            SELECT count(*) FROM (
                                SELECT FROM ready o WHERE (o.start, o.position) < (t.ready_start, t.ready_position)
                                LIMIT 10000) x)
                        ELSE (
                            SELECT count(*) FROM (
                                SELECT FROM ready o
                                WHERE o.limited_by = t.limited_by
                                  AND (o.start, o.position) < (t.ready_start, t.ready_position)
                                LIMIT 10000) x) END
                   END AS ahead
            FROM task_state t
            LEFT JOIN LATERAL (
                SELECT error_code, error_message FROM attempt WHERE task_id = t.task_id ORDER BY attempt DESC LIMIT 1
            ) a ON t.state <> 'SUCCEEDED'
            WHERE t.job_id = :id
            ORDER BY t.created_at, t.task_id
            """;

    /// @return empty if there is no such job
    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    public Optional<JobStatus<List<TaskStatus>>> status(UUID id) {
        var tasks = jdbc.sql(TASKS)
                .param("id", id)
                .query((row, _) -> new TaskStatus(
                        row.getObject("id", UUID.class),
                        row.getString("kind"),
                        row.getString("state"),
                        row.getInt("attempt"),
                        instant(row, "run_at"),
                        failure(row),
                        waitsFor(row)))
                .list();
        return jdbc.sql(JOB)
                .param("id", id)
                .query((row, _) -> statusOf(row, tasks))
                .optional();
    }

    private static JobStatus<List<TaskStatus>> statusOf(ResultSet row, List<TaskStatus> tasks) throws SQLException {
        var phase = row.getString("phase");
        var result = row.getString("result");
        return new JobStatus<>(
                row.getObject("id", UUID.class),
                row.getString("owner"),
                row.getString("type"),
                JobState.ofWireName(row.getString("state")),
                row.getLong("version"),
                row.getInt("attempt"),
                row.getInt("priority"),
                phase == null ? null : new Progress(phase, row.getLong("done"), row.getLong("total")),
                result == null ? null : new RawJson(result),
                failure(row),
                instant(row, "grace_ends_at"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant(),
                instant(row, "finished_at"),
                tasks);
    }

    static @Nullable Failure failure(ResultSet row) throws SQLException {
        var code = row.getString("error_code");
        return code == null ? null : new Failure(code, row.getString("error_message"));
    }

    private static @Nullable WaitsFor waitsFor(ResultSet row) throws SQLException {
        var reason = row.getString("waits_for");
        return reason == null ? null : new WaitsFor(reason, row.getObject("ahead", Long.class));
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static final String ATTEMPTS = """
            SELECT t.id, t.kind, a.*
            FROM task t
            JOIN (
                SELECT task_id, attempt, worker, outcome, error_code, left(error_message, 500) AS error_message,
                       left(error_stack, 1000) AS error_stack, started_at, ended_at
                FROM attempt
                UNION ALL
                SELECT task_id, attempt, worker, 'succeeded', NULL, NULL, NULL, started_at, finished_at
                FROM finished WHERE state = 'SUCCEEDED'
                UNION ALL
                SELECT task_id, attempt, worker, NULL, NULL, NULL, NULL, started_at, NULL
                FROM lease WHERE worker IS NOT NULL
            ) a ON a.task_id = t.id
            WHERE t.job_id = :id
            ORDER BY coalesce(a.started_at, a.ended_at), a.attempt
            LIMIT 1000
            """;

    /// The attempts at the job's tasks, oldest first; the first thousand.
    public List<JobAttempt> attempts(UUID job) {
        return jdbc.sql(ATTEMPTS)
                .param("id", job)
                .query((row, _) -> new JobAttempt(
                        row.getObject("id", UUID.class),
                        row.getString("kind"),
                        row.getInt("attempt"),
                        row.getString("worker"),
                        row.getString("outcome"),
                        row.getString("error_code") == null
                                ? null
                                : new JobAttempt.Error(
                                        row.getString("error_code"),
                                        row.getString("error_message"),
                                        row.getString("error_stack")),
                        instant(row, "started_at"),
                        instant(row, "ended_at")))
                .list();
    }
}

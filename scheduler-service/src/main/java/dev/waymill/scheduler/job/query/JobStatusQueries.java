package dev.waymill.scheduler.job.query;

import dev.waymill.scheduler.job.query.JobStatus.TaskStatus;
import java.time.Instant;
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
                        WHEN 'gated' THEN 'gate'
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
                        WHEN 'gated' THEN (
                            SELECT count(*) FROM (
                                SELECT FROM gated o
                                WHERE o.owner = t.gate_owner AND o.key = t.gate_key AND o.position < t.gate_position
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
    public Optional<JobStatus> status(UUID id) {
        var tasks = jdbc.sql(TASKS)
                .param("id", id)
                .query((row, _) -> new TaskStatus(
                        row.getObject("id", UUID.class),
                        row.getString("kind"),
                        row.getString("state"),
                        row.getInt("attempt"),
                        JobStatus.instant(row, "run_at"),
                        JobStatus.Error.of(row.getString("error_code"), row.getString("error_message")),
                        JobStatus.WaitsFor.of(row.getString("waits_for"), row.getObject("ahead", Long.class))))
                .list();
        return jdbc.sql(JOB)
                .param("id", id)
                .query((row, _) -> JobStatus.of(row, tasks))
                .optional();
    }

    /// One attempt at one of the job's tasks, ended or running.
    ///
    /// @param outcome `succeeded`, `failed`, `snoozed` or `cancelled`; null while it runs
    public record AttemptStatus(
            UUID taskId,
            String kind,
            int attempt,
            @Nullable String worker,
            @Nullable String outcome,
            @Nullable AttemptError error,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt) {}

    /// @param message its first 500 characters
    /// @param stack the first 1,000 characters of the stack trace of an unexpected failure; else null
    record AttemptError(
            String code, @Nullable String message, @Nullable String stack) {}

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

    /// The attempts at the job's tasks, oldest first; at most 1,000.
    public List<AttemptStatus> attempts(UUID job) {
        return jdbc.sql(ATTEMPTS)
                .param("id", job)
                .query((row, _) -> new AttemptStatus(
                        row.getObject("id", UUID.class),
                        row.getString("kind"),
                        row.getInt("attempt"),
                        row.getString("worker"),
                        row.getString("outcome"),
                        row.getString("error_code") == null
                                ? null
                                : new AttemptError(
                                        row.getString("error_code"),
                                        row.getString("error_message"),
                                        row.getString("error_stack")),
                        JobStatus.instant(row, "started_at"),
                        JobStatus.instant(row, "ended_at")))
                .list();
    }
}

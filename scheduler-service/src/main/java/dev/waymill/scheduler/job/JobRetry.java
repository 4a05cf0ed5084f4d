package dev.waymill.scheduler.job;

import dev.waymill.events.RawJson;
import dev.waymill.events.rest.Refusal;
import dev.waymill.scheduler.task.ReadyQueue;
import dev.waymill.scheduler.task.ReadyQueue.QueuedTask;
import java.sql.Types;
import java.util.HashSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Retries failed jobs on request. Succeeded tasks stay; the others continue with the next attempt number and
/// as many attempts as a new task. Each method is one transaction.
@Component
public class JobRetry {
    private final JdbcClient jdbc;
    private final JobStore jobs;
    private final ReadyQueue queue;
    private final ApplicationEventPublisher events;

    JobRetry(JdbcClient jdbc, JobStore jobs, ReadyQueue queue, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.jobs = jobs;
        this.queue = queue;
        this.events = events;
    }

    /// Retries a failed job.
    @Transactional
    public CommandResult retry(UUID job) {
        var locked = jobs.lock(job);
        if (locked.isEmpty()) {
            return CommandResult.refused(Refusal.JOB_NOT_FOUND);
        }
        if (!locked.get().state().equals("failed")) {
            return CommandResult.refused(Refusal.NOT_FAILED);
        }
        if (isCleaningUp(job)) {
            return CommandResult.refused(Refusal.CLEANING_UP);
        }
        revive(job);
        return CommandResult.DONE;
    }

    private static final String IS_CLEAN_UP = """
            SELECT EXISTS (SELECT FROM task WHERE id = :task AND clean_up)
            """;

    /// Retries the job of a dead task. A dead clean-up task is retried alone: its job has finished and stays
    /// so.
    ///
    /// @param payload what that task is to do now; null for what it was to do before
    @Transactional
    public CommandResult retry(UUID job, UUID task, @Nullable RawJson payload) {
        boolean cleanUp =
                jdbc.sql(IS_CLEAN_UP).param("task", task).query(Boolean.class).single();
        var result = cleanUp ? retryCleanUp(job, task) : retry(job);
        if (result instanceof CommandResult.Done && payload != null) {
            changePayload(task, payload);
        }
        return result;
    }

    private CommandResult retryCleanUp(UUID job, UUID task) {
        var locked = jobs.lock(job);
        if (locked.isEmpty()) {
            return CommandResult.refused(Refusal.JOB_NOT_FOUND);
        }
        return switch (locked.get().state()) {
            case "failed", "cancelled" ->
                isCleaningUp(job) || !raise(task) ? CommandResult.refused(Refusal.CLEANING_UP) : CommandResult.DONE;
            default -> CommandResult.refused(Refusal.NOT_FAILED);
        };
    }

    private static final String IS_CLEANING_UP = """
            SELECT EXISTS (
                SELECT FROM task t
                WHERE t.job_id = :job AND t.clean_up AND NOT EXISTS (SELECT FROM finished f WHERE f.task_id = t.id)
            )
            """;

    private boolean isCleaningUp(UUID job) {
        return jdbc.sql(IS_CLEANING_UP).param("job", job).query(Boolean.class).single();
    }

    /// Cancelled tasks of a failed job were cancelled because it failed. A dead task stays dead if the fan-in
    /// waiting for it ran nevertheless: the fan-in accepted it.
    private static final String REOPEN_ALL = """
            WITH raised AS (
                DELETE FROM finished f
                USING task t
                WHERE f.task_id = t.id AND t.job_id = :job AND NOT t.clean_up
                  AND (f.state = 'CANCELLED'
                       OR f.state = 'DEAD' AND (
                           t.fan_in IS NULL
                           OR EXISTS (SELECT FROM finished w WHERE w.task_id = t.fan_in AND w.attempt = 0)))
                RETURNING f.task_id, f.attempt, f.state, t.fan_in
            ), waited_for_again AS (
                UPDATE fan_in i SET waits_for = waits_for + d.dead, dead = i.dead - d.dead
                FROM (
                    SELECT fan_in, count(*) AS dead FROM raised WHERE state = 'DEAD' AND fan_in IS NOT NULL GROUP BY fan_in
                ) d
                WHERE i.task_id = d.fan_in
            )
            SELECT task_id, attempt, 0 AS failures FROM raised
            """;

    private static final String BLOCK = """
            INSERT INTO blocked (task_id) SELECT task_id FROM fan_in WHERE task_id = ANY(:tasks) AND waits_for > 0
            RETURNING task_id
            """;

    private static final String REOPEN_JOB = """
            WITH changed AS (
                UPDATE job
                SET state = 'queued', finished_at = NULL, error_code = NULL, error_message = NULL, phase = NULL,
                    done = NULL, total = NULL, open = :open, revival = revival + 1, version = version + 1,
                    updated_at = clock_timestamp()
                WHERE id = :job
                RETURNING id
            )
            INSERT INTO job_change (job_id) SELECT id FROM changed
            """;

    /// A fan-in whose tasks are retried waits for them again; everything else becomes ready.
    private void revive(UUID job) {
        var raised =
                jdbc.sql(REOPEN_ALL).param("job", job).query(QueuedTask.class).list();
        var blocked = new HashSet<>(jdbc.sql(BLOCK)
                .param("tasks", raised.stream().map(QueuedTask::taskId).toArray(UUID[]::new), Types.ARRAY)
                .query(UUID.class)
                .list());
        jdbc.sql(REOPEN_JOB).param("job", job).param("open", raised.size()).update();
        queue.add(
                raised.stream().filter(task -> !blocked.contains(task.taskId())).toList());
        events.publishEvent(new JobRetried(job));
    }

    private static final String REOPEN = """
            DELETE FROM finished WHERE task_id = :task AND state = 'DEAD'
            RETURNING task_id, attempt, 0 AS failures
            """;

    private boolean raise(UUID task) {
        var raised =
                jdbc.sql(REOPEN).param("task", task).query(QueuedTask.class).list();
        queue.add(raised);
        return !raised.isEmpty();
    }

    private static final String CHANGE_PAYLOAD = """
            UPDATE task SET payload = :payload::json, payload_bytes = octet_length(:payload) WHERE id = :task
            """;

    private void changePayload(UUID task, RawJson payload) {
        jdbc.sql(CHANGE_PAYLOAD)
                .param("payload", payload.text())
                .param("task", task)
                .update();
    }
}

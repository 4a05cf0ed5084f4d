package dev.waymill.scheduler.job;

import dev.waymill.events.RawJson;
import dev.waymill.events.rest.Refusal;
import dev.waymill.scheduler.task.TaskRetry;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Retries failed jobs on request. Succeeded tasks stay; the others continue with the next attempt number and
/// may fail as often as a new task. Each method is one transaction.
@Component
public class JobRetry {
    private final JdbcClient jdbc;
    private final JobStore jobs;
    private final TaskRetry tasks;
    private final ApplicationEventPublisher events;

    JobRetry(JdbcClient jdbc, JobStore jobs, TaskRetry tasks, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.jobs = jobs;
        this.tasks = tasks;
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
        if (tasks.isCleaningUp(job)) {
            return CommandResult.refused(Refusal.CLEANING_UP);
        }
        reopen(job);
        return CommandResult.DONE;
    }

    /// Retries the job of a dead task. A dead clean-up task is retried alone: its job is finished and stays so.
    ///
    /// @param payload the new payload of the task; null to keep the old one
    @Transactional
    public CommandResult retry(UUID job, UUID task, @Nullable RawJson payload) {
        var result = tasks.isCleanUp(task) ? retryCleanUp(job, task) : retry(job);
        if (result instanceof CommandResult.Done && payload != null) {
            tasks.changePayload(task, payload);
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
                tasks.isCleaningUp(job) || !tasks.reopenOne(task)
                        ? CommandResult.refused(Refusal.CLEANING_UP)
                        : CommandResult.DONE;
            default -> CommandResult.refused(Refusal.NOT_FAILED);
        };
    }

    private static final String REOPEN_JOB = """
            WITH changed AS (
                UPDATE job
                SET state = 'queued', finished_at = NULL, error_code = NULL, error_message = NULL, phase = NULL,
                    done = NULL, total = NULL, open = :open, generation = generation + 1, version = version + 1,
                    updated_at = clock_timestamp()
                WHERE id = :job
                RETURNING id
            )
            INSERT INTO job_change (job_id) SELECT id FROM changed
            """;

    private void reopen(UUID job) {
        jdbc.sql(REOPEN_JOB).param("job", job).param("open", tasks.reopen(job)).update();
        events.publishEvent(new JobRetried(job));
    }
}

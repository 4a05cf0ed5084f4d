package dev.waymill.scheduler.job.retry;

import dev.waymill.events.RawJson;
import dev.waymill.scheduler.job.JobStore;
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

    /// The result of a retry request.
    public enum Answer {
        DONE,
        UNKNOWN,
        NOT_FAILED,
        /// The failed job is still being cleaned up.
        CLEANING_UP
    }

    /// Retries a failed job.
    @Transactional
    public Answer retry(UUID job) {
        var locked = jobs.lock(job);
        if (locked.isEmpty()) {
            return Answer.UNKNOWN;
        }
        if (!locked.get().state().equals("failed")) {
            return Answer.NOT_FAILED;
        }
        if (tasks.isCleaningUp(job)) {
            return Answer.CLEANING_UP;
        }
        reopen(job);
        return Answer.DONE;
    }

    /// Retries the job of a dead task. A dead clean-up task is retried alone: its job is finished and stays so.
    ///
    /// @param payload the new payload of the task; null to keep the old one
    @Transactional
    public Answer retry(UUID job, UUID task, @Nullable RawJson payload) {
        var answer = tasks.isCleanUp(task) ? retryCleanUp(job, task) : retry(job);
        if (answer == Answer.DONE && payload != null) {
            tasks.changePayload(task, payload);
        }
        return answer;
    }

    private Answer retryCleanUp(UUID job, UUID task) {
        var locked = jobs.lock(job);
        if (locked.isEmpty()) {
            return Answer.UNKNOWN;
        }
        return switch (locked.get().state()) {
            case "failed", "cancelled" ->
                tasks.isCleaningUp(job) || !tasks.reopenOne(task) ? Answer.CLEANING_UP : Answer.DONE;
            default -> Answer.NOT_FAILED;
        };
    }

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

    private void reopen(UUID job) {
        jdbc.sql(REOPEN_JOB).param("job", job).param("open", tasks.reopen(job)).update();
        events.publishEvent(new JobRetried(job));
    }
}

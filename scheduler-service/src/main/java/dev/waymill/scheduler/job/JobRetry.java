package dev.waymill.scheduler.job;

import dev.waymill.events.RawJson;
import dev.waymill.events.TaskSpec;
import dev.waymill.events.rest.Refusal;
import dev.waymill.scheduler.task.NewTask;
import dev.waymill.scheduler.task.NewTask.StartCondition;
import dev.waymill.scheduler.task.TaskMoves;
import dev.waymill.scheduler.task.TaskRetry;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Retries failed and cancelled jobs on request. Each method is one transaction.
///
/// A failed job continues: succeeded tasks stay; the others continue with the next attempt number and may fail
/// as often as a new task. A cancelled job starts again from its first task, because its clean-up may have
/// undone what its tasks did; its earlier tasks stay as history.
@Component
public class JobRetry {
    private final JdbcClient jdbc;
    private final JobStore jobs;
    private final TaskRetry tasks;
    private final TaskMoves moves;
    private final ApplicationEventPublisher events;

    JobRetry(JdbcClient jdbc, JobStore jobs, TaskRetry tasks, TaskMoves moves, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.jobs = jobs;
        this.tasks = tasks;
        this.moves = moves;
        this.events = events;
    }

    /// Retries a failed or cancelled job.
    @Transactional
    public CommandResult retry(UUID job) {
        var locked = jobs.lock(job);
        if (locked.isEmpty()) {
            return CommandResult.refused(Refusal.JOB_NOT_FOUND);
        }
        return switch (locked.get().state()) {
            case "failed" -> unlessCleaningUp(job, this::reopen);
            case "cancelled" -> unlessCleaningUp(job, this::restart);
            default -> CommandResult.refused(Refusal.NOT_FAILED);
        };
    }

    private CommandResult unlessCleaningUp(UUID job, Consumer<UUID> retry) {
        if (tasks.isCleaningUp(job)) {
            return CommandResult.refused(Refusal.CLEANING_UP);
        }
        retry.accept(job);
        events.publishEvent(new JobRetried(job));
        return CommandResult.DONE;
    }

    /// Retries the job of a dead task. A dead clean-up task is retried alone: its job is finished and stays so.
    ///
    /// @param payload the new payload of the task; null to keep the old one
    @Transactional
    public CommandResult retry(UUID job, UUID task, @Nullable RawJson payload) {
        var result = tasks.isCleanUp(task) ? retryCleanUp(job, task) : retryFailed(job);
        if (result instanceof CommandResult.Done && payload != null) {
            tasks.changePayload(task, payload);
        }
        return result;
    }

    private CommandResult retryFailed(UUID job) {
        boolean cancelled =
                jobs.lock(job).filter(one -> one.state().equals("cancelled")).isPresent();
        return cancelled ? CommandResult.refused(Refusal.NOT_FAILED) : retry(job);
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
    }

    /// The oldest task since the last restart is the first task.
    private static final String FIRST_TASK = """
            SELECT t.kind, t.payload::text AS payload, t.cancellable, j.generation + 1 AS generation
            FROM task t JOIN job j ON j.id = t.job_id
            WHERE t.job_id = :job AND NOT t.clean_up AND (j.restarted_at IS NULL OR t.created_at >= j.restarted_at)
            ORDER BY t.created_at, t.id
            LIMIT 1
            """;

    private record FirstTask(String kind, String payload, boolean cancellable, int generation) {
        NewTask of(UUID job) {
            return new NewTask(
                    JobStore.idOf(job, "first/" + generation),
                    job,
                    new TaskSpec(kind, new RawJson(payload), cancellable),
                    new StartCondition.After(Duration.ZERO, false),
                    false,
                    null);
        }
    }

    private static final String RESTART_JOB = """
            WITH changed AS (
                UPDATE job
                SET state = 'queued', finished_at = NULL, attempt = 0, result = NULL, open = 1, generation = generation + 1,
                    restarted_at = clock_timestamp(), version = version + 1, updated_at = clock_timestamp()
                WHERE id = :job
                RETURNING id
            )
            INSERT INTO job_change (job_id) SELECT id FROM changed
            """;

    private void restart(UUID job) {
        var first =
                jdbc.sql(FIRST_TASK).param("job", job).query(FirstTask.class).single();
        jdbc.sql(RESTART_JOB).param("job", job).update();
        moves.add(List.of(first.of(job)));
    }
}

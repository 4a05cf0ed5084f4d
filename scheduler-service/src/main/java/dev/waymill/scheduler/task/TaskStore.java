package dev.waymill.scheduler.task;

import dev.waymill.events.TaskError;
import dev.waymill.events.TaskSpec;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Every move of a task. Called inside a transaction that holds the job's row lock, so that moves of one job
/// never cross; the dispatcher's claim, which needs no job, stands apart in its own package.
@Component
public class TaskStore {
    private final JdbcClient jdbc;
    private final JsonMapper json;

    TaskStore(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    private static final String ADD = """
            INSERT INTO task (id, job_id, kind, payload, cancellable, grace, clean_up)
            VALUES (:id, :job, :kind, :payload::jsonb, :cancellable, :grace, :cleanUp)
            ON CONFLICT (id) DO NOTHING
            """;

    /// What a new task is, besides what it is to do.
    ///
    /// @param delay how long it waits before it is due
    /// @param grace whether that wait is a grace period
    /// @param cleanUp whether it cleans up after the job instead of being a part of it
    public record NewTask(UUID id, UUID jobId, TaskSpec spec, Duration delay, boolean grace, boolean cleanUp) {}

    /// Adds a task, READY now or after its delay. One that is there already is left as it is.
    public void add(NewTask task) {
        int added = jdbc.sql(ADD)
                .param("id", task.id())
                .param("job", task.jobId())
                .param("kind", task.spec().kind())
                .param("payload", json.writeValueAsString(task.spec().payload()))
                .param("cancellable", task.spec().cancellable())
                .param("grace", task.grace())
                .param("cleanUp", task.cleanUp())
                .update();
        if (added == 1) {
            makeReady(new Ended(task.id(), 0, 0), task.delay());
        }
    }

    private static final String START = """
            UPDATE lease SET worker = :worker, started_at = clock_timestamp()
            WHERE task_id = :task AND attempt = :attempt AND worker IS NULL
            """;

    /// DISPATCHED → RUNNING.
    ///
    /// @return false when that attempt is not DISPATCHED
    public boolean start(UUID task, int attempt, String worker) {
        return jdbc.sql(START)
                        .param("worker", worker)
                        .param("task", task)
                        .param("attempt", attempt)
                        .update()
                == 1;
    }

    private static final String IS_RUNNING = """
            SELECT EXISTS (SELECT FROM lease WHERE task_id = :task AND attempt = :attempt AND worker IS NOT NULL)
            """;

    /// Whether that attempt is RUNNING.
    public boolean isRunning(UUID task, int attempt) {
        return jdbc.sql(IS_RUNNING)
                .param("task", task)
                .param("attempt", attempt)
                .query(Boolean.class)
                .single();
    }

    /// An attempt that has given its lease back.
    ///
    /// @param attempt its number, the fence
    /// @param failures failed attempts before it
    public record Ended(UUID taskId, int attempt, int failures) {}

    private static final String END = """
            WITH ended AS (
                DELETE FROM lease WHERE task_id = :task AND attempt = :attempt AND worker IS NOT NULL
                RETURNING task_id, attempt, failures, worker, started_at
            ), logged AS (
                INSERT INTO attempt (task_id, attempt, worker, outcome, error_code, error_message, error_stack, started_at)
                SELECT task_id, attempt, worker, :outcome, :code, :message, :stack, started_at FROM ended
                ON CONFLICT (task_id, attempt) DO NOTHING
            )
            SELECT task_id, attempt, failures FROM ended
            """;

    /// Takes the lease of that RUNNING attempt back; the caller moves the task on in the same transaction.
    ///
    /// @param outcome `succeeded`, `failed`, `snoozed` or `cancelled`
    /// @return empty when the attempt holds no lease: the message is late or came twice
    public Optional<Ended> end(UUID task, int attempt, String outcome, @Nullable TaskError error) {
        return jdbc.sql(END)
                .param("task", task)
                .param("attempt", attempt)
                .param("outcome", outcome)
                .param("code", error == null ? null : error.code())
                .param("message", error == null ? null : error.message())
                .param("stack", error == null ? null : error.stack())
                .query(Ended.class)
                .optional();
    }

    private static final String TAKE_BACK = """
            WITH gone AS (
                DELETE FROM lease WHERE task_id = :task AND attempt = :attempt AND worker IS NULL
                RETURNING task_id, attempt, failures
            )
            INSERT INTO ready (task_id, attempt, failures) SELECT task_id, attempt, failures FROM gone
            """;

    /// DISPATCHED → READY: the attempt never began, so it is not counted.
    public void takeBack(UUID task, int attempt) {
        jdbc.sql(TAKE_BACK).param("task", task).param("attempt", attempt).update();
    }

    private static final String DELAY = """
            INSERT INTO delayed (task_id, run_at, attempt, failures)
            VALUES (:task, clock_timestamp() + :millis * INTERVAL '1 millisecond', :attempt, :failures)
            """;

    private static final String READY = """
            INSERT INTO ready (task_id, attempt, failures) VALUES (:task, :attempt, :failures)
            """;

    /// → READY, now or after a delay, by the database's clock.
    public void makeReady(Ended task, Duration delay) {
        boolean now = delay.isZero() || delay.isNegative();
        var statement = now ? jdbc.sql(READY) : jdbc.sql(DELAY).param("millis", delay.toMillis());
        statement
                .param("task", task.taskId())
                .param("attempt", task.attempt())
                .param("failures", task.failures())
                .update();
    }

    private static final String FINISH = """
            INSERT INTO finished (task_id, state, attempt, error_code, error_message)
            VALUES (:task, :state, :attempt, :code, :message)
            """;

    /// → SUCCEEDED or DEAD.
    public void finish(Ended task, TaskState state, @Nullable TaskError error) {
        jdbc.sql(FINISH)
                .param("task", task.taskId())
                .param("state", state.name())
                .param("attempt", task.attempt())
                .param("code", error == null ? null : error.code())
                .param("message", error == null ? null : error.message())
                .update();
    }

    private static final String HOLD_DELAYED = """
            SELECT d.task_id FROM delayed d JOIN task t ON t.id = d.task_id WHERE t.job_id = :job FOR UPDATE OF d
            """;

    private static final String HOLD_READY = """
            SELECT r.task_id FROM ready r JOIN task t ON t.id = r.task_id WHERE t.job_id = :job FOR UPDATE OF r
            """;

    /// Waits for moves of the job's tasks that are on their way and keeps new ones off until the transaction
    /// ends. The end of a delay and the claim take no job lock; without this a statement could look for a task
    /// where it is not any more, and miss it where it is not yet.
    public void hold(UUID job) {
        jdbc.sql(HOLD_DELAYED).param("job", job).query().listOfRows();
        jdbc.sql(HOLD_READY).param("job", job).query().listOfRows();
    }

    private static final String CANCEL_OPEN = """
            WITH open AS (
                SELECT id FROM task WHERE job_id = :job AND NOT clean_up
            ), from_delayed AS (
                DELETE FROM delayed d USING open WHERE d.task_id = open.id RETURNING d.task_id, d.attempt
            ), from_ready AS (
                DELETE FROM ready r USING open WHERE r.task_id = open.id RETURNING r.task_id, r.attempt
            ), from_lease AS (
                DELETE FROM lease l USING open WHERE l.task_id = open.id RETURNING l.task_id, l.attempt
            )
            INSERT INTO finished (task_id, state, attempt)
            SELECT task_id, 'CANCELLED', attempt
            FROM (TABLE from_delayed UNION ALL TABLE from_ready UNION ALL TABLE from_lease) moved
            """;

    /// READY, DISPATCHED or RUNNING → CANCELLED, for all tasks of the job but its clean-up.
    public void cancelOpen(UUID job) {
        jdbc.sql(CANCEL_OPEN).param("job", job).update();
    }

    private static final String BEGUN_FOR_GOOD = """
            SELECT EXISTS (
                SELECT FROM task t
                LEFT JOIN delayed d ON d.task_id = t.id
                LEFT JOIN ready r ON r.task_id = t.id
                LEFT JOIN lease l ON l.task_id = t.id
                WHERE t.job_id = :job AND NOT t.cancellable AND NOT t.clean_up
                  AND (l.task_id IS NOT NULL OR d.attempt > 0 OR r.attempt > 0)
            )
            """;

    /// Whether a task of the job that must not be cancelled has been dispatched: what it did may be done
    /// already, even if we have not heard of it.
    public boolean hasBegunForGood(UUID job) {
        return jdbc.sql(BEGUN_FOR_GOOD).param("job", job).query(Boolean.class).single();
    }

    private static final String END_GRACE = """
            WITH due AS (
                DELETE FROM delayed d USING task t
                WHERE t.id = d.task_id AND t.job_id = :job AND t.grace AND d.attempt = 0
                RETURNING d.task_id, d.attempt, d.failures
            )
            INSERT INTO ready (task_id, attempt, failures) SELECT task_id, attempt, failures FROM due
            """;

    /// The job's grace period is over now.
    ///
    /// @return false when it is in none
    public boolean endGrace(UUID job) {
        return jdbc.sql(END_GRACE).param("job", job).update() > 0;
    }
}

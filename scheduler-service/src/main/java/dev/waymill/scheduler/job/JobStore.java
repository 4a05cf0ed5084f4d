package dev.waymill.scheduler.job;

import dev.waymill.events.JobCreated;
import dev.waymill.events.Progress;
import dev.waymill.events.TaskError;
import dev.waymill.events.TaskSpec;
import dev.waymill.scheduler.task.TaskStore;
import dev.waymill.scheduler.task.TaskStore.NewTask;
import java.nio.charset.StandardCharsets;
import java.sql.Types;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The job rows. Each change that people can see grows the version and goes to the outbox in the same
/// statement.
@Component
public class JobStore {
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final TaskStore tasks;

    JobStore(JdbcClient jdbc, JsonMapper json, TaskStore tasks) {
        this.jdbc = jdbc;
        this.json = json;
        this.tasks = tasks;
    }

    private static final String INSERT = """
            WITH added AS (
                INSERT INTO job (id, owner, type, priority, max_attempts, clean_up, traceparent)
                VALUES (:id, :owner, :type, :priority, :maxAttempts, :cleanUp::jsonb, :traceparent)
                ON CONFLICT (id) DO NOTHING
                RETURNING id, version
            )
            INSERT INTO job_change (job_id, version) SELECT id, version FROM added
            """;

    /// Takes a job in, with its first task. One that was taken in before is left as it is.
    void add(JobCreated job, @Nullable String traceparent) {
        int added = jdbc.sql(INSERT)
                .param("id", job.jobId())
                .param("owner", job.owner())
                .param("type", job.jobType())
                .param("priority", job.priority())
                .param("maxAttempts", job.maxAttempts())
                .param("cleanUp", job.cleanUp() == null ? null : json.writeValueAsString(job.cleanUp()))
                .param("traceparent", traceparent)
                .update();
        if (added == 1) {
            tasks.add(
                    new NewTask(idOf(job.jobId(), "first"), job.jobId(), job.firstTask(), Duration.ZERO, false, false));
        }
    }

    /// The id of a task that follows from something else: the same cause gives the same id, so it is added
    /// once.
    public static UUID idOf(UUID cause, String name) {
        return UUID.nameUUIDFromBytes((cause + ":" + name).getBytes(StandardCharsets.UTF_8));
    }

    /// A job whose row is locked until the end of the transaction.
    public record Locked(UUID id, String state, int maxAttempts) {}

    private static final String LOCK = """
            SELECT id, state, max_attempts FROM job WHERE id = ANY(:ids) ORDER BY id FOR UPDATE
            """;

    /// Locks jobs in the order of their ids; unknown ones are left out.
    public List<Locked> lock(Collection<UUID> ids) {
        return jdbc.sql(LOCK)
                .param("ids", ids.toArray(UUID[]::new), Types.ARRAY)
                .query(Locked.class)
                .list();
    }

    public Optional<Locked> lock(UUID id) {
        return lock(List.of(id)).stream().findFirst();
    }

    private static final String BEGIN = """
            WITH changed AS (
                UPDATE job
                SET state = 'running', attempt = :attempt, grace_ends_at = NULL, version = version + 1,
                    updated_at = clock_timestamp()
                WHERE id = :id AND finished_at IS NULL
                RETURNING id, version
            )
            INSERT INTO job_change (job_id, version) SELECT id, version FROM changed
            ON CONFLICT (job_id) DO UPDATE SET version = excluded.version
            """;

    /// A task of the job has begun.
    public void begin(UUID job, int attempt) {
        jdbc.sql(BEGIN).param("id", job).param("attempt", attempt).update();
    }

    private static final String PROGRESS = """
            WITH changed AS (
                UPDATE job
                SET phase = :phase, done = :done, total = :total, version = version + 1, updated_at = clock_timestamp()
                WHERE id = :id AND finished_at IS NULL
                RETURNING id, version
            )
            INSERT INTO job_change (job_id, version) SELECT id, version FROM changed
            ON CONFLICT (job_id) DO UPDATE SET version = excluded.version
            """;

    public void progress(UUID job, Progress progress) {
        jdbc.sql(PROGRESS)
                .param("id", job)
                .param("phase", progress.phase())
                .param("done", progress.done())
                .param("total", progress.total())
                .update();
    }

    private static final String RESULT = """
            UPDATE job SET result = :result::jsonb WHERE id = :id AND finished_at IS NULL
            """;

    /// What the job has to show so far; seen with the next [#settle].
    public void result(UUID job, JsonNode result) {
        jdbc.sql(RESULT)
                .param("id", job)
                .param("result", json.writeValueAsString(result))
                .update();
    }

    private static final String ERROR = """
            UPDATE job SET error_code = :code, error_message = :message WHERE id = :id AND finished_at IS NULL
            """;

    /// Why the last attempt failed, or null once one has succeeded; seen with the next [#settle].
    public void error(UUID job, @Nullable TaskError error) {
        jdbc.sql(ERROR)
                .param("id", job)
                .param("code", error == null ? null : error.code())
                .param("message", error == null ? null : error.message())
                .update();
    }

    /// The job's state, told from its tasks: failed when one is dead, succeeded when none is open, in grace
    /// while all that is open waits in a grace period, queued until a worker has begun. A final state is never
    /// left.
    private static final String SETTLE = """
            WITH part AS (
                SELECT t.grace, d.run_at, f.state = 'DEAD' AS dead, f.task_id IS NULL AS open,
                       d.task_id IS NOT NULL AND d.attempt = 0 AS waiting,
                       coalesce(d.attempt, r.attempt, l.attempt, f.attempt) > 0 AS begun
                FROM task t
                LEFT JOIN delayed d ON d.task_id = t.id
                LEFT JOIN ready r ON r.task_id = t.id
                LEFT JOIN lease l ON l.task_id = t.id
                LEFT JOIN finished f ON f.task_id = t.id
                WHERE t.job_id = :id AND NOT t.clean_up
            ), told AS (
                SELECT CASE WHEN bool_or(dead) THEN 'failed'
                            WHEN NOT bool_or(open) THEN 'succeeded'
                            WHEN bool_and(NOT open OR grace AND waiting) THEN 'grace'
                            WHEN bool_or(begun) THEN 'running'
                            ELSE 'queued' END AS state,
                       min(run_at) FILTER (WHERE grace AND waiting) AS grace_ends_at
                FROM part
            ), changed AS (
                UPDATE job
                SET state = told.state, version = version + 1, updated_at = clock_timestamp(),
                    grace_ends_at = CASE WHEN told.state = 'grace' THEN told.grace_ends_at END,
                    finished_at = CASE WHEN told.state IN ('failed', 'succeeded') THEN clock_timestamp() END
                FROM told
                WHERE job.id = :id AND job.finished_at IS NULL
                RETURNING job.id, job.version, job.state
            ), told_others AS (
                INSERT INTO job_change (job_id, version) SELECT id, version FROM changed
                ON CONFLICT (job_id) DO UPDATE SET version = excluded.version
            )
            SELECT state FROM changed
            """;

    /// Brings the job's state up to date after its tasks have moved. A job that has failed now lets go of what
    /// is still open and is cleaned up after.
    public void settle(UUID job) {
        var state = jdbc.sql(SETTLE).param("id", job).query(String.class).optional();
        if (state.filter("failed"::equals).isPresent()) {
            tasks.hold(job);
            tasks.cancelOpen(job);
            cleanUp(job);
        }
    }

    private static final String CANCEL = """
            WITH changed AS (
                UPDATE job
                SET state = 'cancelled', version = version + 1, grace_ends_at = NULL, error_code = NULL,
                    error_message = NULL, updated_at = clock_timestamp(), finished_at = clock_timestamp()
                WHERE id = :id AND finished_at IS NULL
                RETURNING id, version
            )
            INSERT INTO job_change (job_id, version) SELECT id, version FROM changed
            ON CONFLICT (job_id) DO UPDATE SET version = excluded.version
            """;

    void cancel(UUID job) {
        jdbc.sql(CANCEL).param("id", job).update();
        tasks.cancelOpen(job);
        cleanUp(job);
    }

    private static final String CLEAN_UP = """
            SELECT clean_up FROM job WHERE id = :id AND clean_up IS NOT NULL
            """;

    private void cleanUp(UUID job) {
        jdbc.sql(CLEAN_UP)
                .param("id", job)
                .query(String.class)
                .optional()
                .map(spec -> json.readValue(spec, TaskSpec.class))
                .ifPresent(
                        spec -> tasks.add(new NewTask(idOf(job, "clean-up"), job, spec, Duration.ZERO, false, true)));
    }
}

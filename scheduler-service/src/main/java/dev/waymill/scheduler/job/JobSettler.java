package dev.waymill.scheduler.job;

import dev.waymill.events.TaskError;
import dev.waymill.events.TaskSpec;
import dev.waymill.scheduler.task.JobTasks;
import dev.waymill.scheduler.task.TaskStore;
import dev.waymill.scheduler.task.TaskStore.NewTask;
import java.time.Duration;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Brings jobs to the state that their tasks tell, and to their end. Called inside a transaction that holds
/// the jobs' row locks.
@Component
public class JobSettler {
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final TaskStore tasks;
    private final JobTasks jobTasks;

    JobSettler(JdbcClient jdbc, JsonMapper json, TaskStore tasks, JobTasks jobTasks) {
        this.jdbc = jdbc;
        this.json = json;
        this.tasks = tasks;
        this.jobTasks = jobTasks;
    }

    /// What the last attempt of a job's task has left to show.
    ///
    /// @param error why it failed, or null when it succeeded
    /// @param result what it gives, or null to leave the job's result as it is
    public record Outcome(
            UUID jobId, @Nullable TaskError error, @Nullable JsonNode result) {

        /// Both, where the other came later.
        public Outcome then(Outcome later) {
            return new Outcome(jobId, later.error(), later.result() == null ? result : later.result());
        }
    }

    private static final String OUTCOME = """
            UPDATE job
            SET error_code = said.code, error_message = said.message, result = coalesce(said.result::jsonb, job.result)
            FROM unnest(:jobs::uuid[], :codes::text[], :messages::text[], :results::text[])
                 AS said (job_id, code, message, result)
            WHERE job.id = said.job_id AND job.finished_at IS NULL
            """;

    /// Notes the outcomes, one for a job, and settles their jobs.
    public void settle(Collection<Outcome> outcomes) {
        if (outcomes.isEmpty()) {
            return;
        }
        var jobs = outcomes.stream().map(Outcome::jobId).toArray(UUID[]::new);
        jdbc.sql(OUTCOME)
                .param("jobs", jobs)
                .param("codes", outcomes.stream().map(JobSettler::code).toArray(String[]::new))
                .param("messages", outcomes.stream().map(JobSettler::message).toArray(String[]::new))
                .param("results", outcomes.stream().map(this::result).toArray(String[]::new))
                .update();
        settle(jobs);
    }

    /// Failed when a task is dead, succeeded when none is open, in grace while all that is open waits in a
    /// grace period, queued until a worker has begun. A final state is never left.
    private static final String SETTLE = """
            WITH part AS (
                SELECT t.job_id, t.grace, d.run_at, f.state = 'DEAD' AS dead, f.task_id IS NULL AS open,
                       d.task_id IS NOT NULL AND d.attempt = 0 AS waiting,
                       coalesce(d.attempt, r.attempt, l.attempt, f.attempt) > 0 AS begun
                FROM task t
                LEFT JOIN delayed d ON d.task_id = t.id
                LEFT JOIN ready r ON r.task_id = t.id
                LEFT JOIN lease l ON l.task_id = t.id
                LEFT JOIN finished f ON f.task_id = t.id
                WHERE t.job_id = ANY(:ids) AND NOT t.clean_up
            ), told AS (
                SELECT job_id,
                       CASE WHEN bool_or(dead) THEN 'failed'
                            WHEN NOT bool_or(open) THEN 'succeeded'
                            WHEN bool_and(NOT open OR grace AND waiting) THEN 'grace'
                            WHEN bool_or(begun) THEN 'running'
                            ELSE 'queued' END AS state,
                       min(run_at) FILTER (WHERE grace AND waiting) AS grace_ends_at
                FROM part
                GROUP BY job_id
            ), changed AS (
                UPDATE job
                SET state = told.state, version = version + 1, updated_at = clock_timestamp(),
                    grace_ends_at = CASE WHEN told.state = 'grace' THEN told.grace_ends_at END,
                    finished_at = CASE WHEN told.state IN ('failed', 'succeeded') THEN clock_timestamp() END
                FROM told
                WHERE job.id = told.job_id AND job.finished_at IS NULL
                RETURNING job.id, job.version, job.state
            ), told_others AS (
                INSERT INTO job_change (job_id, version) SELECT id, version FROM changed
                ON CONFLICT (job_id) DO UPDATE SET version = excluded.version
            )
            SELECT id FROM changed WHERE state = 'failed'
            """;

    /// Brings jobs up to date after their tasks have moved. One that has failed now lets go of what is still
    /// open and is cleaned up after.
    void settle(UUID... jobs) {
        for (var failed : jdbc.sql(SETTLE).param("ids", jobs).query(UUID.class).list()) {
            jobTasks.cancelOpen(failed);
            cleanUp(failed);
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

    /// Ends the job without success: what is open is let go, what was done is cleaned up.
    void cancel(UUID job) {
        jdbc.sql(CANCEL).param("id", job).update();
        jobTasks.cancelOpen(job);
        cleanUp(job);
    }

    private static final String CLEAN_UP = """
            SELECT clean_up AS spec, revival FROM job WHERE id = :id AND clean_up IS NOT NULL
            """;

    /// Each life of a job has a clean-up of its own.
    private record CleanUp(String spec, int revival) {
        UUID idFor(UUID job) {
            return JobStore.idOf(job, revival == 0 ? "clean-up" : "clean-up/" + revival);
        }
    }

    private void cleanUp(UUID job) {
        tasks.add(jdbc.sql(CLEAN_UP).param("id", job).query(CleanUp.class).list().stream()
                .map(cleanUp -> new NewTask(
                        cleanUp.idFor(job),
                        job,
                        json.readValue(cleanUp.spec(), TaskSpec.class),
                        Duration.ZERO,
                        false,
                        true))
                .toList());
    }

    private static @Nullable String code(Outcome outcome) {
        return outcome.error() == null ? null : outcome.error().code();
    }

    private static @Nullable String message(Outcome outcome) {
        return outcome.error() == null ? null : outcome.error().message();
    }

    private @Nullable String result(Outcome outcome) {
        return outcome.result() == null ? null : json.writeValueAsString(outcome.result());
    }
}

package dev.waymill.scheduler.job;

import dev.waymill.events.RawJson;
import dev.waymill.events.TaskError;
import dev.waymill.scheduler.job.JobStore.LockedJob;
import dev.waymill.scheduler.metrics.JobMeters;
import dev.waymill.scheduler.metrics.JobMeters.FinishedJob;
import dev.waymill.scheduler.queue.ReadyQueue;
import dev.waymill.scheduler.task.JobTasks;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Derives the state of jobs from their tasks, and ends jobs. Called inside a transaction that holds the jobs'
/// row locks.
@Component
public class JobSettler {
    private final JdbcClient jdbc;
    private final JobTasks tasks;
    private final CleanUps cleanUps;
    private final ReadyQueue queue;
    private final JobMeters meters;

    JobSettler(JdbcClient jdbc, JobTasks tasks, CleanUps cleanUps, ReadyQueue queue, JobMeters meters) {
        this.jdbc = jdbc;
        this.tasks = tasks;
        this.cleanUps = cleanUps;
        this.queue = queue;
        this.meters = meters;
    }

    /// The combined outcome of a job's ended attempts.
    ///
    /// @param attempt the number of the last attempt
    /// @param error why it failed, or null if it succeeded
    /// @param result the job's new result, or null to keep the old one
    /// @param more the change in the number of the job's open tasks; negative if fewer are open than before
    /// @param dead whether one of the tasks is dead
    public record Outcome(
            UUID jobId,
            int attempt,
            @Nullable TaskError error,
            @Nullable RawJson result,
            int more,
            boolean dead) {

        /// Combines this outcome with a later one.
        public Outcome then(Outcome later) {
            return new Outcome(
                    jobId,
                    later.attempt,
                    later.error,
                    later.result == null ? result : later.result,
                    more + later.more,
                    dead || later.dead);
        }
    }

    /// Records the outcomes, one per job, and settles the jobs.
    public void settle(Collection<Outcome> outcomes, Map<UUID, LockedJob> jobs) {
        var bySuccess =
                outcomes.stream().collect(Collectors.partitioningBy(one -> !one.dead() && openAfter(one, jobs) == 0));
        succeed(bySuccess.getOrDefault(true, List.of()), jobs);
        note(bySuccess.getOrDefault(false, List.of()), jobs);
    }

    private static int openAfter(Outcome outcome, Map<UUID, LockedJob> jobs) {
        var job = jobs.get(outcome.jobId());
        return job == null ? 0 : job.open() + outcome.more();
    }

    private static final String SUCCEED = """
            WITH changed AS (
                UPDATE job
                SET state = 'succeeded', attempt = input.attempt, open = 0, version = version + 1, error_code = NULL,
                    error_message = NULL, result = coalesce(input.result::json, job.result), grace_ends_at = NULL,
                    phase = NULL, done = NULL, total = NULL, updated_at = clock_timestamp(), finished_at = clock_timestamp()
                FROM unnest(:jobs::uuid[], :attempts::integer[], :results::text[]) AS input (job_id, attempt, result)
                WHERE job.id = input.job_id AND job.finished_at IS NULL
                RETURNING job.id
            )
            INSERT INTO job_change (job_id) SELECT id FROM changed
            """;

    /// The common case: no task is open, so the task tables need not be read.
    private void succeed(List<Outcome> outcomes, Map<UUID, LockedJob> jobs) {
        if (outcomes.isEmpty()) {
            return;
        }
        jdbc.sql(SUCCEED)
                .param("jobs", outcomes.stream().map(Outcome::jobId).toArray(UUID[]::new))
                .param("attempts", outcomes.stream().map(Outcome::attempt).toArray(Integer[]::new))
                .param("results", outcomes.stream().map(JobSettler::result).toArray(String[]::new))
                .update();
        var succeeded = outcomes.stream()
                .map(outcome -> jobs.get(outcome.jobId()))
                .filter(Objects::nonNull)
                .toList();
        queue.release(
                succeeded.stream().filter(LockedJob::hasKey).map(LockedJob::id).toList());
        meters.finished(succeeded.stream()
                .filter(job -> !job.isFinished())
                .map(job -> new FinishedJob(job.type(), "succeeded", job.age()))
                .toList());
    }

    /// Also clears the progress, which was that of the attempt.
    private static final String NOTE = """
            UPDATE job
            SET attempt = input.attempt, error_code = input.code, error_message = input.message, open = input.open,
                result = coalesce(input.result::json, job.result), phase = NULL, done = NULL, total = NULL
            FROM unnest(:jobs::uuid[], :attempts::integer[], :opens::integer[], :codes::text[], :messages::text[],
                        :results::text[])
                 AS input (job_id, attempt, open, code, message, result)
            WHERE job.id = input.job_id AND job.finished_at IS NULL
            """;

    private void note(List<Outcome> outcomes, Map<UUID, LockedJob> jobs) {
        if (outcomes.isEmpty()) {
            return;
        }
        var ids = outcomes.stream().map(Outcome::jobId).toArray(UUID[]::new);
        jdbc.sql(NOTE)
                .param("jobs", ids)
                .param("attempts", outcomes.stream().map(Outcome::attempt).toArray(Integer[]::new))
                .param(
                        "opens",
                        outcomes.stream().map(one -> openAfter(one, jobs)).toArray(Integer[]::new))
                .param("codes", outcomes.stream().map(JobSettler::code).toArray(String[]::new))
                .param("messages", outcomes.stream().map(JobSettler::message).toArray(String[]::new))
                .param("results", outcomes.stream().map(JobSettler::result).toArray(String[]::new))
                .update();
        settle(ids);
    }

    /// A job is failed if a task is dead, unless its fan-in accepts dead tasks; succeeded if no task is open;
    /// held if a task is held and none is leased; in grace if all open tasks wait in a grace period; running if
    /// a worker runs a task, or has run one and none waits for its next attempt; else queued. A final state
    /// never changes. Only the tasks since the job's last restart count.
    private static final String SETTLE = """
            WITH part AS (
                SELECT job_id, grace, run_at, held_in IS DISTINCT FROM 'finished' AS open, held_in = 'held' AS held,
                       held_in = 'lease' AS leased,
                       t.state = 'DEAD' AND NOT EXISTS (
                           SELECT FROM fan_in i WHERE i.task_id = t.fan_in AND i.despite_dead) AS dead,
                       held_in = 'delayed' AND t.attempt = 0 AS waiting,
                       t.state = 'RUNNING' AS running, t.attempt > 0 AS begun,
                       t.attempt > 0 AND held_in <> 'finished' AS again
                FROM task_state t JOIN job j ON j.id = t.job_id
                WHERE job_id = ANY(:ids) AND NOT t.clean_up AND (j.restarted_at IS NULL OR t.created_at >= j.restarted_at)
            ), settled AS (
                SELECT job_id,
                       CASE WHEN bool_or(dead) THEN 'failed'
                            WHEN NOT bool_or(open) THEN 'succeeded'
                            WHEN bool_or(held) AND NOT bool_or(leased) THEN 'held'
                            WHEN bool_and(NOT open OR grace AND waiting) THEN 'grace'
                            WHEN bool_or(running) OR bool_or(begun) AND NOT bool_or(again) THEN 'running'
                            ELSE 'queued' END AS state,
                       min(run_at) FILTER (WHERE grace AND waiting) AS grace_ends_at
                FROM part
                GROUP BY job_id
            ), changed AS (
                UPDATE job
                SET state = settled.state, version = version + 1, updated_at = clock_timestamp(),
                    phase = CASE WHEN settled.state = 'running' THEN job.phase END,
                    done = CASE WHEN settled.state = 'running' THEN job.done END,
                    total = CASE WHEN settled.state = 'running' THEN job.total END,
                    grace_ends_at = CASE WHEN settled.state = 'grace' THEN settled.grace_ends_at END,
                    finished_at = CASE WHEN settled.state IN ('failed', 'succeeded') THEN clock_timestamp() END
                FROM settled
                WHERE job.id = settled.job_id AND job.finished_at IS NULL
                RETURNING job.id, job.type, job.state, job.finished_at - coalesce(job.restarted_at, job.created_at) AS age
            ), published AS (
                INSERT INTO job_change (job_id) SELECT id FROM changed
            )
            SELECT id, type, state, (extract(epoch FROM age) * 1000)::bigint AS age_ms
            FROM changed WHERE state IN ('failed', 'succeeded')
            """;

    private record EndedJob(UUID id, String type, String state, long ageMs) {}

    /// Updates jobs after their tasks have moved. A job that has now failed cancels its open tasks and starts
    /// its clean-up.
    public void settle(UUID... jobs) {
        if (jobs.length == 0) {
            return;
        }
        end(jdbc.sql(SETTLE).param("ids", jobs).query(EndedJob.class).list());
    }

    private void end(List<EndedJob> ended) {
        for (var job : ended) {
            if (!job.state().equals("succeeded")) {
                meters.cancelled(job.type(), tasks.cancelOpen(job.id()));
                cleanUps.start(job.id());
            }
        }
        queue.release(ended.stream().map(EndedJob::id).toList());
        meters.finished(ended.stream()
                .map(job -> new FinishedJob(job.type(), job.state(), Duration.ofMillis(job.ageMs())))
                .toList());
    }

    private static final String CANCEL = """
            WITH changed AS (
                UPDATE job
                SET state = 'cancelled', version = version + 1, grace_ends_at = NULL, error_code = NULL,
                    error_message = NULL, phase = NULL, done = NULL, total = NULL, updated_at = clock_timestamp(), finished_at = clock_timestamp()
                WHERE id = :id AND finished_at IS NULL
                RETURNING id, type, state, finished_at - coalesce(restarted_at, created_at) AS age
            ), published AS (
                INSERT INTO job_change (job_id) SELECT id FROM changed
            )
            SELECT id, type, state, (extract(epoch FROM age) * 1000)::bigint AS age_ms FROM changed
            """;

    /// Ends the job as cancelled: cancels its open tasks and starts its clean-up.
    void cancel(UUID job) {
        end(jdbc.sql(CANCEL).param("id", job).query(EndedJob.class).list());
    }

    private static @Nullable String code(Outcome outcome) {
        return outcome.error() == null ? null : outcome.error().code();
    }

    private static @Nullable String message(Outcome outcome) {
        return outcome.error() == null ? null : outcome.error().message();
    }

    private static @Nullable String result(Outcome outcome) {
        return outcome.result() == null ? null : outcome.result().text();
    }
}

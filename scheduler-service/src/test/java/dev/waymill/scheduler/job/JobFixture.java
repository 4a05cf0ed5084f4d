package dev.waymill.scheduler.job;

import dev.waymill.events.JobCreated;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskError;
import dev.waymill.events.TaskReported;
import dev.waymill.events.TaskReported.FollowUp;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.events.TaskSpec;
import dev.waymill.events.rest.JobStatus;
import dev.waymill.events.rest.JobStatus.TaskStatus;
import dev.waymill.scheduler.inbox.BatchProcessor.Received;
import dev.waymill.scheduler.job.query.JobStatusQueries;
import dev.waymill.scheduler.report.ReportApplier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Jobs with the tasks `stage` and `clean`, and the reports of a worker.
final class JobFixture {
    static final RawJson PAYLOAD = new RawJson("{\"file\":\"x\"}");
    static final TaskError ERROR = new TaskError("some-error", "It went wrong", null);

    private final JobInserter newJobs;
    private final JobStatusQueries statuses;
    private final ReportApplier attempts;
    private final JdbcClient jdbc;

    JobFixture(ApplicationContext context) {
        newJobs = context.getBean(JobInserter.class);
        statuses = context.getBean(JobStatusQueries.class);
        attempts = context.getBean(ReportApplier.class);
        jdbc = context.getBean(JdbcClient.class);
    }

    /// A job whose first task is ready.
    UUID submitted() {
        var created = created(UUID.randomUUID());
        newJobs.add(List.of(new Received<>(created, null)));
        return created.jobId();
    }

    /// A job whose first task succeeded and whose promotion waits for the end of the grace period.
    UUID inGrace() {
        var job = submitted();
        var stage = leased(job, "stage");
        apply(job, stage, 1, new Report.Started());
        apply(job, stage, 1, new Report.Done(PAYLOAD, List.of(promoteAfter(Duration.ofMinutes(5)))));
        return job;
    }

    static JobCreated created(UUID job) {
        return new JobCreated(
                UUID.randomUUID(),
                Instant.EPOCH,
                job,
                "ada",
                "import",
                5,
                3,
                new TaskSpec("stage", PAYLOAD),
                new TaskSpec("clean", PAYLOAD));
    }

    static FollowUp promoteAfter(Duration delay) {
        return new FollowUp(new TaskSpec("promote", PAYLOAD, false), delay, true);
    }

    /// Moves the job's READY task of that kind directly into its first lease.
    UUID leased(UUID job, String kind) {
        var task = status(job).tasks().stream()
                .filter(one -> one.kind().equals(kind))
                .findFirst()
                .orElseThrow()
                .id();
        dispatchAgain(task, 1);
        return task;
    }

    void dispatchAgain(UUID task, int attempt) {
        jdbc.sql("""
                        WITH from_delayed AS (DELETE FROM delayed WHERE task_id = :task RETURNING failures),
                             from_ready AS (DELETE FROM ready WHERE task_id = :task RETURNING failures)
                        INSERT INTO lease (task_id, attempt, failures, until)
                        SELECT :task, :attempt, failures, clock_timestamp() + INTERVAL '1 minute'
                        FROM (TABLE from_delayed UNION ALL TABLE from_ready) moved
                        """).param("task", task).param("attempt", attempt).update();
    }

    void apply(UUID job, UUID task, int attempt, Report report) {
        attempts.apply(
                List.of(new TaskReported(UUID.randomUUID(), Instant.EPOCH, job, task, attempt, "worker-1", report)));
    }

    /// A report of the first attempt.
    static TaskReported report(UUID job, UUID task, Report report) {
        return new TaskReported(UUID.randomUUID(), Instant.EPOCH, job, task, 1, "worker-1", report);
    }

    JobStatus<List<TaskStatus>> status(UUID job) {
        return statuses.status(job).orElseThrow();
    }
}

package dev.waymill.scheduler.job;

import static dev.waymill.scheduler.job.JobFixture.ERROR;
import static dev.waymill.scheduler.job.JobFixture.PAYLOAD;
import static dev.waymill.scheduler.job.JobFixture.promoteAfter;
import static dev.waymill.scheduler.job.JobFixture.report;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.TaskError;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.scheduler.SchedulerTest;
import dev.waymill.scheduler.Tables;
import dev.waymill.scheduler.report.ReportApplier;
import dev.waymill.scheduler.report.ReportApplier.Leased;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// What is counted of attempts and jobs. Other tests may run in the same context, so differences count.
@SchedulerTest
class JobMetersIT {
    private static final String[] STAGED = {"type", "import", "outcome", "succeeded", "code", "none"};

    @Autowired
    MeterRegistry registry;

    @Autowired
    ReportApplier attempts;

    @Autowired
    JobCommands requests;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    JdbcClient jdbc;

    private JobFixture jobs;

    @BeforeEach
    void setUp(@Autowired ApplicationContext context) {
        jobs = new JobFixture(context);
    }

    @Test
    void each_end_of_an_attempt_counts_once_and_the_jobs_end_with_its_duration() {
        double staged = attempts(STAGED);
        long finished = finished("import", "succeeded");
        var job = jobs.submitted();
        jdbc.sql("UPDATE job SET created_at = created_at - INTERVAL '1 hour' WHERE id = :job")
                .param("job", job)
                .update();
        double seconds = finishedSeconds("import", "succeeded");
        var stage = jobs.leased(job, "stage");
        jobs.apply(job, stage, 1, new Report.Started());
        jobs.apply(job, stage, 1, new Report.Done(PAYLOAD, List.of(promoteAfter(Duration.ZERO))));
        jobs.apply(job, stage, 1, new Report.Done(PAYLOAD, List.of(promoteAfter(Duration.ZERO))));

        assertThat(attempts(STAGED)).isEqualTo(staged + 1);
        assertThat(finished("import", "succeeded")).isEqualTo(finished);

        jobs.apply(job, jobs.leased(job, "promote"), 1, new Report.Done(null, List.of()));

        assertThat(attempts(STAGED)).isEqualTo(staged + 2);
        assertThat(finished("import", "succeeded")).isEqualTo(finished + 1);
        assertThat(finishedSeconds("import", "succeeded") - seconds).isBetween(3600.0, 4200.0);
    }

    @Test
    void a_failure_counts_by_its_code_as_a_retry_or_as_a_dead_task_and_cancels_what_runs() {
        var code = new String[] {"type", "import", "outcome", "failed", "code", "internal-error"};
        double failed = attempts(code);
        double retried = count("waymill.tasks.retried", "type", "import");
        double dead = count("waymill.tasks.dead", "type", "import", "reason", "not-retryable");
        long ended = finished("import", "failed");
        var error = new TaskError("internal-error", "It went wrong", null);
        var job = jobs.submitted();
        var stage = jobs.leased(job, "stage");

        jobs.apply(job, stage, 1, new Report.Failed(error, true));
        assertThat(count("waymill.tasks.retried", "type", "import")).isEqualTo(retried + 1);
        jobs.dispatchAgain(stage, 2);
        jobs.apply(job, stage, 2, new Report.Failed(error, false));

        assertThat(attempts(code)).isEqualTo(failed + 2);
        assertThat(count("waymill.tasks.retried", "type", "import")).isEqualTo(retried + 1);
        assertThat(count("waymill.tasks.dead", "type", "import", "reason", "not-retryable"))
                .isEqualTo(dead + 1);
        assertThat(finished("import", "failed")).isEqualTo(ended + 1);
    }

    @Test
    void the_clean_up_of_a_failed_job_does_not_count_as_a_second_end() {
        var job = jobs.submitted();
        jobs.apply(job, jobs.leased(job, "stage"), 1, new Report.Failed(ERROR, false));
        jdbc.sql("UPDATE job SET open = 1 WHERE id = :job").param("job", job).update();
        long failed = finished("import", "failed");
        long succeeded = finished("import", "succeeded");

        jobs.apply(job, jobs.leased(job, "clean"), 1, new Report.Done(null, List.of()));

        assertThat(finished("import", "failed")).isEqualTo(failed);
        assertThat(finished("import", "succeeded")).isEqualTo(succeeded);
    }

    @Test
    void a_refused_file_is_a_dead_task_but_no_dead_letter() {
        double refused = count("waymill.tasks.dead", "type", "import", "reason", "refused");
        double other = attempts("type", "import", "outcome", "failed", "code", "other");
        var job = jobs.submitted();

        jobs.apply(job, jobs.leased(job, "stage"), 1, new Report.Failed(ERROR, false, null, PAYLOAD));

        assertThat(count("waymill.tasks.dead", "type", "import", "reason", "refused"))
                .isEqualTo(refused + 1);
        assertThat(attempts("type", "import", "outcome", "failed", "code", "other"))
                .as("an unlisted code")
                .isEqualTo(other + 1);
    }

    @Test
    void a_cancelled_job_counts_its_running_attempt_and_a_lost_worker_its_attempts() {
        double cancelled = attempts("type", "import", "outcome", "cancelled", "code", "none");
        double lost = attempts("type", "import", "outcome", "lost", "code", "none");
        long ended = finished("import", "cancelled");
        var job = running();
        Tables.listening(jdbc);
        attempts.lost(List.of(new Leased(job.id(), job.stage(), 1)), Duration.ZERO);
        var other = running();

        assertThat(requests.cancel(other.id())).isEqualTo(CommandResult.DONE);
        assertThat(requests.cancel(job.id())).isEqualTo(CommandResult.DONE);

        assertThat(attempts("type", "import", "outcome", "lost", "code", "none"))
                .isEqualTo(lost + 1);
        assertThat(attempts("type", "import", "outcome", "cancelled", "code", "none"))
                .as("the first job's task was not running any more")
                .isEqualTo(cancelled + 1);
        assertThat(finished("import", "cancelled")).isEqualTo(ended + 2);
    }

    @Test
    void a_transaction_that_is_rolled_back_counts_nothing() {
        double staged = attempts(STAGED);
        double late = count("waymill.reports.late");
        var job = running();
        var done = report(job.id(), job.stage(), new Report.Done(null, List.of()));

        transaction.executeWithoutResult(status -> {
            attempts.apply(List.of(done, done));
            status.setRollbackOnly();
        });
        assertThat(attempts(STAGED)).isEqualTo(staged);
        assertThat(count("waymill.reports.late")).isEqualTo(late);

        attempts.apply(List.of(done, done));
        assertThat(attempts(STAGED)).isEqualTo(staged + 1);
        assertThat(count("waymill.reports.late")).isEqualTo(late + 1);
    }

    @Test
    void the_delay_of_a_start_counts_once_whether_it_is_reported_before_or_with_the_end() {
        for (boolean together : List.of(false, true)) {
            var delays = registry.get("waymill.task.start.delay")
                    .tag("type", "import")
                    .timer();
            long starts = delays.count();
            double seconds = delays.totalTime(TimeUnit.SECONDS);
            var job = jobs.submitted();
            var stage = jobs.leased(job, "stage");
            jdbc.sql("UPDATE lease SET claimed_at = claimed_at - INTERVAL '1 minute' WHERE task_id = :task")
                    .param("task", stage)
                    .update();
            var start = report(job, stage, new Report.Started());
            var end = report(job, stage, new Report.Done(null, List.of()));

            if (together) {
                attempts.apply(List.of(start, end));
            } else {
                attempts.apply(List.of(start));
                attempts.apply(List.of(end));
            }

            assertThat(delays.count()).isEqualTo(starts + 1);
            assertThat(delays.totalTime(TimeUnit.SECONDS) - seconds).isBetween(60.0, 120.0);
        }
    }

    private record RunningJob(UUID id, UUID stage) {}

    private RunningJob running() {
        var job = jobs.submitted();
        var stage = jobs.leased(job, "stage");
        jobs.apply(job, stage, 1, new Report.Started());
        return new RunningJob(job, stage);
    }

    private double attempts(String... tags) {
        return count("waymill.attempts", tags);
    }

    private double count(String meter, String... tags) {
        return registry.get(meter).tags(tags).counter().count();
    }

    private long finished(String type, String state) {
        return registry.get("waymill.job.duration")
                .tags("type", type, "state", state)
                .timer()
                .count();
    }

    private double finishedSeconds(String type, String state) {
        return registry.get("waymill.job.duration")
                .tags("type", type, "state", state)
                .timer()
                .totalTime(TimeUnit.SECONDS);
    }
}

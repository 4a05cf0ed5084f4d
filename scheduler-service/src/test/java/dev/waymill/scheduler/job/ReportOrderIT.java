package dev.waymill.scheduler.job;

import static dev.waymill.scheduler.job.JobFixture.ERROR;
import static dev.waymill.scheduler.job.JobFixture.PAYLOAD;
import static dev.waymill.scheduler.job.JobFixture.promoteAfter;
import static dev.waymill.scheduler.job.JobFixture.report;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.JobState;
import dev.waymill.events.Progress;
import dev.waymill.events.TaskReported;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.scheduler.SchedulerTest;
import dev.waymill.scheduler.Tables;
import dev.waymill.scheduler.report.ReportApplier;
import dev.waymill.scheduler.report.ReportApplier.Leased;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Reports that come early, late, twice or together: each attempt is changed by its own reports only, and once
/// (invariants 2 and 6 in the scheduler).
@SchedulerTest
class ReportOrderIT {
    @Autowired
    ReportApplier attempts;

    @Autowired
    JdbcClient jdbc;

    private JobFixture jobs;

    @BeforeEach
    void setUp(@Autowired ApplicationContext context) {
        jobs = new JobFixture(context);
    }

    @Test
    void all_reports_of_a_job_in_one_batch_are_applied_in_order() {
        var job = jobs.submitted();
        var stage = jobs.leased(job, "stage");

        attempts.apply(List.of(
                report(job, stage, new Report.Started()),
                report(job, stage, new Report.Progressed(new Progress("stage", 1, 2))),
                report(job, stage, new Report.Progressed(new Progress("stage", 2, 2))),
                report(job, stage, new Report.Done(PAYLOAD, List.of(promoteAfter(Duration.ofMinutes(5))))),
                report(job, stage, new Report.Failed(ERROR, false))));

        assertThat(jobs.status(job).state()).isEqualTo(JobState.GRACE);
        assertThat(jobs.status(job).progress()).isNull();
        assertThat(jobs.status(job).error()).isNull();
    }

    @Test
    void a_late_report_of_an_old_attempt_changes_nothing() {
        var job = jobs.submitted();
        var stage = jobs.leased(job, "stage");
        jobs.apply(job, stage, 1, new Report.Started());
        Tables.listening(jdbc);
        attempts.lost(List.of(new Leased(job, stage, 1)), Duration.ZERO);
        jobs.dispatchAgain(stage, 2);
        jobs.apply(job, stage, 2, new Report.Started());
        var before = jobs.status(job);

        jobs.apply(job, stage, 1, new Report.Done(PAYLOAD, List.of(promoteAfter(Duration.ZERO))));
        jobs.apply(job, stage, 1, new Report.Failed(ERROR, false));
        jobs.apply(job, stage, 1, new Report.Progressed(new Progress("stage", 1, 2)));
        jobs.apply(job, stage, 1, new Report.Snoozed(Duration.ZERO));

        assertThat(jobs.status(job)).isEqualTo(before);
    }

    @Test
    void an_end_received_before_its_start_is_applied_and_the_start_ignored() {
        var job = jobs.submitted();
        var stage = jobs.leased(job, "stage");

        jobs.apply(job, stage, 1, new Report.Done(PAYLOAD, List.of(promoteAfter(Duration.ofMinutes(5)))));
        assertThat(jobs.status(job).state()).isEqualTo(JobState.GRACE);
        var before = jobs.status(job);
        jobs.apply(job, stage, 1, new Report.Started());

        assertThat(jobs.status(job)).isEqualTo(before);
        assertThat(jdbc.sql("SELECT worker FROM finished WHERE task_id = :task")
                        .param("task", stage)
                        .query(String.class)
                        .single())
                .isEqualTo("worker-1");
    }

    @Test
    void a_failure_received_before_its_start_counts() {
        var job = jobs.submitted();
        var stage = jobs.leased(job, "stage");

        jobs.apply(job, stage, 1, new Report.Failed(ERROR, false));
        jobs.apply(job, stage, 1, new Report.Started());

        assertThat(jobs.status(job).state()).isEqualTo(JobState.FAILED);
    }

    @Test
    void progress_received_before_its_start_is_harmless() {
        var job = jobs.submitted();
        var stage = jobs.leased(job, "stage");

        jobs.apply(job, stage, 1, new Report.Progressed(new Progress("stage", 1, 2)));
        assertThat(jobs.status(job).state()).isEqualTo(JobState.QUEUED);
        jobs.apply(job, stage, 1, new Report.Started());

        assertThat(jobs.status(job).state()).isEqualTo(JobState.RUNNING);
    }

    @Test
    void a_change_of_the_workers_clock_is_harmless() {
        for (var end : List.of(Instant.MAX, Instant.MIN, Instant.EPOCH)) {
            var job = jobs.submitted();
            var stage = jobs.leased(job, "stage");

            attempts.apply(List.of(
                    report(job, stage, new Report.Started()),
                    new TaskReported(
                            UUID.randomUUID(), end, job, stage, 1, "worker-1", new Report.Done(null, List.of()))));

            assertThat(jobs.status(job).state()).isEqualTo(JobState.SUCCEEDED);
        }
    }

    @Test
    void a_repeated_report_adds_its_follow_up_once() {
        var job = jobs.submitted();
        var stage = jobs.leased(job, "stage");
        var done = new Report.Done(PAYLOAD, List.of(promoteAfter(Duration.ofMinutes(5))));
        jobs.apply(job, stage, 1, new Report.Started());

        jobs.apply(job, stage, 1, done);
        jobs.apply(job, stage, 1, done);

        assertThat(jobs.status(job).tasks()).hasSize(2);
    }

    @Test
    void a_report_of_an_unknown_job_is_ignored() {
        jobs.apply(UUID.randomUUID(), UUID.randomUUID(), 1, new Report.Started());
    }
}

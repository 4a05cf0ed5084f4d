package dev.waymill.scheduler.job;

import static dev.waymill.scheduler.job.JobFixture.ERROR;
import static dev.waymill.scheduler.job.JobFixture.PAYLOAD;
import static dev.waymill.scheduler.job.JobFixture.report;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.JobState;
import dev.waymill.events.TaskError;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.events.rest.Failure;
import dev.waymill.scheduler.SchedulerTest;
import dev.waymill.scheduler.Tables;
import dev.waymill.scheduler.report.ReportApplier;
import dev.waymill.scheduler.report.ReportApplier.Leased;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Failed attempts: which of them fail the job, what it then shows, and what counts as no failure.
@SchedulerTest
class JobFailureIT {
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
    void retryable_failures_are_retried_until_the_last_one_fails_the_job() {
        var job = jobs.submitted();
        var stage = jobs.leased(job, "stage");
        for (int attempt = 1; attempt <= 3; attempt++) {
            if (attempt > 1) {
                jobs.dispatchAgain(stage, attempt);
            }
            jobs.apply(job, stage, attempt, new Report.Started());
            jobs.apply(job, stage, attempt, new Report.Failed(ERROR, true));
        }

        var status = jobs.status(job);
        assertThat(status.state()).isEqualTo(JobState.FAILED);
        assertThat(status.error()).isEqualTo(new Failure("some-error", "It went wrong"));
        assertThat(status.tasks()).extracting("kind").containsExactlyInAnyOrder("stage", "clean");
        assertThat(status.tasks()).extracting("state").containsExactlyInAnyOrder("DEAD", "READY");
        assertThat(jdbc.sql("SELECT count(*) FROM attempt WHERE task_id = :task AND outcome = 'failed'")
                        .param("task", stage)
                        .query(Long.class)
                        .single())
                .isEqualTo(3);
    }

    @Test
    void a_failure_that_is_not_retryable_fails_the_job_at_once() {
        var job = jobs.submitted();
        var stage = jobs.leased(job, "stage");
        jobs.apply(job, stage, 1, new Report.Started());

        jobs.apply(job, stage, 1, new Report.Failed(ERROR, false));

        assertThat(jobs.status(job).state()).isEqualTo(JobState.FAILED);
    }

    @Test
    void a_failure_with_a_result_is_final_and_shows_it_and_makes_no_dead_letter() {
        var job = jobs.submitted();
        var stage = jobs.leased(job, "stage");
        jobs.apply(job, stage, 1, new Report.Started());

        jobs.apply(job, stage, 1, new Report.Failed(ERROR, true, null, PAYLOAD));

        var status = jobs.status(job);
        assertThat(status.state()).isEqualTo(JobState.FAILED);
        assertThat(status.error()).isEqualTo(new Failure("some-error", "It went wrong"));
        assertThat(status.result()).isEqualTo(PAYLOAD);
        assertThat(status.tasks()).extracting("kind").containsExactlyInAnyOrder("stage", "clean");
        assertThat(jdbc.sql("SELECT count(*) FROM dead_letter_outbox WHERE task_id = :task")
                        .param("task", stage)
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void the_clean_up_of_a_failed_job_does_not_change_its_state() {
        var job = jobs.submitted();
        var stage = jobs.leased(job, "stage");
        jobs.apply(job, stage, 1, new Report.Started());
        jobs.apply(job, stage, 1, new Report.Failed(ERROR, false));
        var cleanUp = jobs.leased(job, "clean");

        jobs.apply(job, cleanUp, 1, new Report.Started());
        jobs.apply(job, cleanUp, 1, new Report.Done(null, List.of()));

        assertThat(jobs.status(job).state()).isEqualTo(JobState.FAILED);
        assertThat(jobs.status(job).error()).isNotNull();
    }

    @Test
    void a_snooze_or_an_undelivered_dispatch_counts_no_failure() {
        var job = jobs.submitted();
        var stage = jobs.leased(job, "stage");
        Tables.listening(jdbc);
        attempts.neverStarted(List.of(new Leased(job, stage, 1)), Duration.ofMinutes(-2));
        for (int attempt = 2; attempt <= 12; attempt++) {
            jobs.dispatchAgain(stage, attempt);
            jobs.apply(job, stage, attempt, new Report.Started());
            jobs.apply(job, stage, attempt, new Report.Snoozed(Duration.ZERO));
        }

        assertThat(jobs.status(job).state()).isEqualTo(JobState.QUEUED);
        assertThat(jdbc.sql("SELECT failures FROM ready WHERE task_id = :task")
                        .param("task", stage)
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void an_excessive_delay_is_bounded() {
        var job = jobs.submitted();
        var stage = jobs.leased(job, "stage");
        jobs.apply(job, stage, 1, new Report.Started());

        jobs.apply(job, stage, 1, new Report.Snoozed(Duration.ofSeconds(Long.MAX_VALUE)));

        assertThat(jobs.status(job).tasks().getFirst().runAt()).isNotNull();
    }

    @Test
    void a_task_whose_end_cannot_be_stored_fails() {
        var job = jobs.submitted();
        var stage = jobs.leased(job, "stage");
        jobs.apply(job, stage, 1, new Report.Started());

        attempts.unstorable(report(job, stage, new Report.Done(PAYLOAD, List.of())));

        assertThat(jobs.status(job).state()).isEqualTo(JobState.FAILED);
        assertThat(jobs.status(job).error())
                .isEqualTo(new Failure("unstorable-report", "The worker's report cannot be stored"));
    }

    @Test
    void an_error_that_quotes_a_null_character_is_stored() {
        var job = jobs.submitted();
        var stage = jobs.leased(job, "stage");
        jobs.apply(job, stage, 1, new Report.Started());

        jobs.apply(job, stage, 1, new Report.Failed(new TaskError("bad-file", "Unexpected \0", "at \0"), false));

        assertThat(jobs.status(job).error()).isEqualTo(new Failure("bad-file", "Unexpected \uFFFD"));
    }
}

package dev.waymill.scheduler.job;

import static dev.waymill.scheduler.job.JobFixture.ERROR;
import static dev.waymill.scheduler.job.JobFixture.PAYLOAD;
import static dev.waymill.scheduler.job.JobFixture.promoteAfter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.JobState;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.events.rest.Refusal;
import dev.waymill.scheduler.SchedulerTest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Cancelling and promoting a job: what the commands change, and when they are refused (invariant 5 in the
/// scheduler).
@SchedulerTest
class JobCommandsIT {
    @Autowired
    JobCommands requests;

    @Autowired
    JdbcClient jdbc;

    private JobFixture jobs;

    @BeforeEach
    void setUp(@Autowired ApplicationContext context) {
        jobs = new JobFixture(context);
    }

    @Test
    void cancelling_in_the_grace_period_ends_and_cleans_up_the_job() {
        var job = jobs.inGrace();

        assertThat(requests.cancel(job)).isEqualTo(CommandResult.DONE);
        assertThat(requests.cancel(job)).isEqualTo(CommandResult.DONE);

        var status = jobs.status(job);
        assertThat(status.state()).isEqualTo(JobState.CANCELLED);
        assertThat(status.tasks()).extracting("kind").containsExactlyInAnyOrder("stage", "promote", "clean");
        assertThat(status.tasks()).extracting("state").containsExactlyInAnyOrder("SUCCEEDED", "CANCELLED", "READY");
    }

    @Test
    void the_report_of_a_cancelled_running_task_is_ignored() {
        var job = jobs.submitted();
        var stage = jobs.leased(job, "stage");
        jobs.apply(job, stage, 1, new Report.Started());

        assertThat(requests.cancel(job)).isEqualTo(CommandResult.DONE);
        jobs.apply(job, stage, 1, new Report.Done(PAYLOAD, List.of(promoteAfter(Duration.ZERO))));

        assertThat(jobs.status(job).state()).isEqualTo(JobState.CANCELLED);
        assertThat(jobs.status(job).tasks()).extracting("kind").doesNotContain("promote");
    }

    @Test
    void the_history_records_a_cancelled_attempt() {
        var job = jobs.submitted();
        var stage = jobs.leased(job, "stage");
        jobs.apply(job, stage, 1, new Report.Started());

        requests.cancel(job);

        assertThat(jdbc.sql("SELECT outcome FROM attempt WHERE task_id = :task")
                        .param("task", stage)
                        .query(String.class)
                        .single())
                .isEqualTo("cancelled");
    }

    @Test
    void cancelling_is_refused_once_the_promotion_was_dispatched() {
        var job = jobs.inGrace();
        requests.promote(job);
        var promote = jobs.leased(job, "promote");

        assertThat(requests.cancel(job)).isEqualTo(CommandResult.refused(Refusal.PAST_CANCELLING));
        jobs.apply(job, promote, 1, new Report.Started());
        jobs.apply(job, promote, 1, new Report.Failed(ERROR, true));
        assertThat(requests.cancel(job)).isEqualTo(CommandResult.refused(Refusal.PAST_CANCELLING));
        jobs.dispatchAgain(promote, 2);
        jobs.apply(job, promote, 2, new Report.Started());
        jobs.apply(job, promote, 2, new Report.Done(null, List.of()));

        assertThat(requests.cancel(job)).isEqualTo(CommandResult.refused(Refusal.ALREADY_FINISHED));
    }

    @Test
    void promoting_twice_is_allowed() {
        var job = jobs.inGrace();

        assertThat(requests.promote(job)).isEqualTo(CommandResult.DONE);
        assertThat(requests.promote(job)).isEqualTo(CommandResult.DONE);
        var promote = jobs.leased(job, "promote");
        assertThat(requests.promote(job)).isEqualTo(CommandResult.DONE);
        jobs.apply(job, promote, 1, new Report.Started());
        jobs.apply(job, promote, 1, new Report.Done(null, List.of()));
        assertThat(requests.promote(job)).isEqualTo(CommandResult.DONE);
    }

    @Test
    void an_unknown_job_cannot_be_cancelled_or_promoted() {
        assertThat(requests.cancel(UUID.randomUUID())).isEqualTo(CommandResult.refused(Refusal.JOB_NOT_FOUND));
        assertThat(requests.promote(UUID.randomUUID())).isEqualTo(CommandResult.refused(Refusal.JOB_NOT_FOUND));
    }
}

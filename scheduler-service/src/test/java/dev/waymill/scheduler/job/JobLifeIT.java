package dev.waymill.scheduler.job;

import static dev.waymill.scheduler.job.JobFixture.ERROR;
import static dev.waymill.scheduler.job.JobFixture.PAYLOAD;
import static dev.waymill.scheduler.job.JobFixture.created;
import static dev.waymill.scheduler.job.JobFixture.promoteAfter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.JobState;
import dev.waymill.events.Progress;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.scheduler.SchedulerTest;
import dev.waymill.scheduler.Tables;
import dev.waymill.scheduler.inbox.BatchProcessor.Received;
import dev.waymill.scheduler.report.ReportApplier;
import dev.waymill.scheduler.report.ReportApplier.Leased;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/// A job from creation to end, report by report, and what it shows on the way, without broker and worker.
@SchedulerTest
class JobLifeIT {
    @Autowired
    JobInserter newJobs;

    @Autowired
    JobCommands requests;

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
    void a_job_runs_waits_for_its_grace_period_and_succeeds() {
        var job = jobs.submitted();
        assertThat(jobs.status(job).state()).isEqualTo(JobState.QUEUED);

        var stage = jobs.leased(job, "stage");
        jobs.apply(job, stage, 1, new Report.Started());
        assertThat(jobs.status(job).state()).isEqualTo(JobState.RUNNING);

        jobs.apply(job, stage, 1, new Report.Done(PAYLOAD, List.of(promoteAfter(Duration.ofMinutes(5)))));
        assertThat(jobs.status(job).state()).isEqualTo(JobState.GRACE);
        assertThat(jobs.status(job).graceEndsAt()).isNotNull();
        assertThat(jobs.status(job).result()).isEqualTo(PAYLOAD);

        assertThat(requests.promote(job)).isEqualTo(CommandResult.DONE);
        assertThat(jobs.status(job).state()).isEqualTo(JobState.RUNNING);
        var promote = jobs.leased(job, "promote");
        jobs.apply(job, promote, 1, new Report.Started());
        jobs.apply(job, promote, 1, new Report.Done(null, List.of()));

        assertThat(jobs.status(job).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(jobs.status(job).finishedAt()).isNotNull();
        assertThat(jobs.status(job).tasks()).extracting("state").containsExactly("SUCCEEDED", "SUCCEEDED");
    }

    @Test
    void a_job_created_twice_is_stored_once() {
        var created = created(UUID.randomUUID());

        newJobs.add(List.of(new Received<>(created, null)));
        newJobs.add(List.of(new Received<>(created, null)));

        assertThat(jobs.status(created.jobId()).tasks()).hasSize(1);
    }

    @Test
    void a_batch_with_duplicates_adds_the_new_jobs_in_order() {
        var known = new Received<>(created(UUID.randomUUID()), null);
        newJobs.add(List.of(known));
        var second = new Received<>(created(new UUID(9, 9)), null);
        var third = new Received<>(created(new UUID(1, 1)), null);

        newJobs.add(List.of(known, second, third, second));

        assertThat(jdbc.sql("SELECT t.job_id FROM ready r JOIN task t ON t.id = r.task_id ORDER BY r.start, r.position")
                        .query(UUID.class)
                        .list())
                .containsSubsequence(
                        known.event().jobId(),
                        second.event().jobId(),
                        third.event().jobId())
                .doesNotHaveDuplicates();
    }

    @Test
    void a_job_that_waits_for_its_next_attempt_is_queued_and_its_task_says_until_when() {
        var failure = new Report.Failed(ERROR, true, Duration.ofMinutes(5));
        for (var end : List.of(failure, new Report.Snoozed(Duration.ofMinutes(5)))) {
            var job = jobs.submitted();
            var stage = jobs.leased(job, "stage");
            jobs.apply(job, stage, 1, new Report.Started());
            jobs.apply(job, stage, 1, new Report.Progressed(new Progress("stage", 1, 2)));
            assertThat(jobs.status(job).state()).isEqualTo(JobState.RUNNING);
            assertThat(jobs.status(job).progress()).isEqualTo(new Progress("stage", 1, 2));

            jobs.apply(job, stage, 1, end);

            var waiting = jobs.status(job);
            assertThat(waiting.state()).isEqualTo(JobState.QUEUED);
            assertThat(waiting.progress()).isNull();
            assertThat(waiting.tasks().getFirst().runAt()).isAfter(waiting.updatedAt());
            jobs.dispatchAgain(stage, 2);
            assertThat(jobs.status(job).state()).isEqualTo(JobState.QUEUED);
            jobs.apply(job, stage, 2, new Report.Started());
            assertThat(jobs.status(job).state()).isEqualTo(JobState.RUNNING);
        }
    }

    @Test
    void a_job_that_lost_its_worker_is_queued_without_progress() {
        var job = jobs.submitted();
        var stage = jobs.leased(job, "stage");
        jobs.apply(job, stage, 1, new Report.Started());
        jobs.apply(job, stage, 1, new Report.Progressed(new Progress("stage", 1, 2)));
        Tables.listening(jdbc);

        attempts.lost(List.of(new Leased(job, stage, 1)), Duration.ZERO);

        assertThat(jobs.status(job).state()).isEqualTo(JobState.QUEUED);
        assertThat(jobs.status(job).progress()).isNull();
    }

    @Test
    void a_finished_job_shows_no_progress() {
        var failed = new Report.Failed(ERROR, false);
        for (var end : List.of(new Report.Done(null, List.of()), failed, new Report.Started())) {
            var job = jobs.submitted();
            var stage = jobs.leased(job, "stage");
            jobs.apply(job, stage, 1, new Report.Started());
            jobs.apply(job, stage, 1, new Report.Progressed(new Progress("stage", 0, 0)));

            jobs.apply(job, stage, 1, end);
            requests.cancel(job);

            assertThat(jobs.status(job).finishedAt()).isNotNull();
            assertThat(jobs.status(job).progress()).isNull();
        }
    }

    @Test
    void a_task_is_in_exactly_one_table() {
        jobs.submitted();
        jobs.leased(jobs.submitted(), "stage");
        jobs.inGrace();
        requests.cancel(jobs.inGrace());

        var twice = jdbc.sql("""
                        SELECT count(*) FROM (
                            SELECT task_id FROM (
                                SELECT task_id FROM delayed UNION ALL SELECT task_id FROM ready
                                UNION ALL SELECT task_id FROM lease UNION ALL SELECT task_id FROM finished
                            ) placed
                            GROUP BY task_id HAVING count(*) > 1
                        ) twice
                        """).query(Long.class).single();
        var nowhere = jdbc.sql("""
                        SELECT count(*) FROM task WHERE id NOT IN (
                            SELECT task_id FROM delayed UNION ALL SELECT task_id FROM ready
                            UNION ALL SELECT task_id FROM lease UNION ALL SELECT task_id FROM finished)
                        """).query(Long.class).single();

        assertThat(twice).isZero();
        assertThat(nowhere).isZero();
    }
}

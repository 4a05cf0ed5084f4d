package dev.waymill.scheduler.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.JobCreated;
import dev.waymill.events.JobState;
import dev.waymill.events.Progress;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskError;
import dev.waymill.events.TaskReported;
import dev.waymill.events.TaskReported.FollowUp;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.events.TaskSpec;
import dev.waymill.events.rest.Failure;
import dev.waymill.events.rest.JobStatus;
import dev.waymill.events.rest.JobStatus.TaskStatus;
import dev.waymill.events.rest.Refusal;
import dev.waymill.scheduler.SchedulerTest;
import dev.waymill.scheduler.Tables;
import dev.waymill.scheduler.inbox.BatchProcessor.Received;
import dev.waymill.scheduler.job.query.JobStatusQueries;
import dev.waymill.scheduler.report.ReportApplier;
import dev.waymill.scheduler.report.ReportApplier.Leased;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// A job from creation to end, report by report, without broker and worker: invariants 2, 5 and 6 in the
/// scheduler.
@SchedulerTest
class JobLifeIT {
    private static final RawJson PAYLOAD = new RawJson("{\"file\":\"x\"}");
    private static final TaskError ERROR = new TaskError("some-error", "It went wrong", null);

    @Autowired
    JobInserter newJobs;

    @Autowired
    JobCommands requests;

    @Autowired
    JobStatusQueries statuses;

    @Autowired
    ReportApplier attempts;

    @Autowired
    JdbcClient jdbc;

    @Test
    void a_job_runs_waits_for_its_grace_period_and_succeeds() {
        var job = submitted();
        assertThat(status(job).state()).isEqualTo(JobState.QUEUED);

        var stage = leased(job, "stage");
        apply(job, stage, 1, new Report.Started());
        assertThat(status(job).state()).isEqualTo(JobState.RUNNING);

        apply(job, stage, 1, new Report.Done(PAYLOAD, List.of(promoteAfter(Duration.ofMinutes(5)))));
        assertThat(status(job).state()).isEqualTo(JobState.GRACE);
        assertThat(status(job).graceEndsAt()).isNotNull();
        assertThat(status(job).result()).isEqualTo(PAYLOAD);

        assertThat(requests.promote(job)).isEqualTo(CommandResult.DONE);
        assertThat(status(job).state()).isEqualTo(JobState.RUNNING);
        var promote = leased(job, "promote");
        apply(job, promote, 1, new Report.Started());
        apply(job, promote, 1, new Report.Done(null, List.of()));

        assertThat(status(job).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(status(job).finishedAt()).isNotNull();
        assertThat(status(job).tasks()).extracting("state").containsExactly("SUCCEEDED", "SUCCEEDED");
    }

    @Test
    void a_job_created_twice_is_stored_once() {
        var created = created(UUID.randomUUID());

        newJobs.add(List.of(new Received<>(created, null)));
        newJobs.add(List.of(new Received<>(created, null)));

        assertThat(status(created.jobId()).tasks()).hasSize(1);
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
    void all_reports_of_a_job_in_one_batch_are_applied_in_order() {
        var job = submitted();
        var stage = leased(job, "stage");

        attempts.apply(List.of(
                report(job, stage, new Report.Started()),
                report(job, stage, new Report.Progressed(new Progress("stage", 1, 2))),
                report(job, stage, new Report.Progressed(new Progress("stage", 2, 2))),
                report(job, stage, new Report.Done(PAYLOAD, List.of(promoteAfter(Duration.ofMinutes(5))))),
                report(job, stage, new Report.Failed(ERROR, false))));

        assertThat(status(job).state()).isEqualTo(JobState.GRACE);
        assertThat(status(job).progress()).isNull();
        assertThat(status(job).error()).isNull();
    }

    @Test
    void a_late_report_of_an_old_attempt_changes_nothing() {
        var job = submitted();
        var stage = leased(job, "stage");
        apply(job, stage, 1, new Report.Started());
        Tables.listening(jdbc);
        attempts.lost(List.of(new Leased(job, stage, 1)), Duration.ZERO);
        dispatchAgain(stage, 2);
        apply(job, stage, 2, new Report.Started());
        var before = status(job);

        apply(job, stage, 1, new Report.Done(PAYLOAD, List.of(promoteAfter(Duration.ZERO))));
        apply(job, stage, 1, new Report.Failed(ERROR, false));
        apply(job, stage, 1, new Report.Progressed(new Progress("stage", 1, 2)));
        apply(job, stage, 1, new Report.Snoozed(Duration.ZERO));

        assertThat(status(job)).isEqualTo(before);
    }

    @Test
    void an_end_received_before_its_start_is_applied_and_the_start_ignored() {
        var job = submitted();
        var stage = leased(job, "stage");

        apply(job, stage, 1, new Report.Done(PAYLOAD, List.of(promoteAfter(Duration.ofMinutes(5)))));
        assertThat(status(job).state()).isEqualTo(JobState.GRACE);
        var before = status(job);
        apply(job, stage, 1, new Report.Started());

        assertThat(status(job)).isEqualTo(before);
        assertThat(jdbc.sql("SELECT worker FROM finished WHERE task_id = :task")
                        .param("task", stage)
                        .query(String.class)
                        .single())
                .isEqualTo("worker-1");
    }

    @Test
    void a_failure_received_before_its_start_counts() {
        var job = submitted();
        var stage = leased(job, "stage");

        apply(job, stage, 1, new Report.Failed(ERROR, false));
        apply(job, stage, 1, new Report.Started());

        assertThat(status(job).state()).isEqualTo(JobState.FAILED);
    }

    @Test
    void progress_received_before_its_start_is_harmless() {
        var job = submitted();
        var stage = leased(job, "stage");

        apply(job, stage, 1, new Report.Progressed(new Progress("stage", 1, 2)));
        assertThat(status(job).state()).isEqualTo(JobState.QUEUED);
        apply(job, stage, 1, new Report.Started());

        assertThat(status(job).state()).isEqualTo(JobState.RUNNING);
    }

    @Test
    void a_change_of_the_workers_clock_is_harmless() {
        for (var end : List.of(Instant.MAX, Instant.MIN, Instant.EPOCH)) {
            var job = submitted();
            var stage = leased(job, "stage");

            attempts.apply(List.of(
                    report(job, stage, new Report.Started()),
                    new TaskReported(
                            UUID.randomUUID(), end, job, stage, 1, "worker-1", new Report.Done(null, List.of()))));

            assertThat(status(job).state()).isEqualTo(JobState.SUCCEEDED);
        }
    }

    @Test
    void a_repeated_report_adds_its_follow_up_once() {
        var job = submitted();
        var stage = leased(job, "stage");
        var done = new Report.Done(PAYLOAD, List.of(promoteAfter(Duration.ofMinutes(5))));
        apply(job, stage, 1, new Report.Started());

        apply(job, stage, 1, done);
        apply(job, stage, 1, done);

        assertThat(status(job).tasks()).hasSize(2);
    }

    @Test
    void a_report_of_an_unknown_job_is_ignored() {
        apply(UUID.randomUUID(), UUID.randomUUID(), 1, new Report.Started());
    }

    @Test
    void retryable_failures_are_retried_until_the_last_one_fails_the_job() {
        var job = submitted();
        var stage = leased(job, "stage");
        for (int attempt = 1; attempt <= 3; attempt++) {
            if (attempt > 1) {
                dispatchAgain(stage, attempt);
            }
            apply(job, stage, attempt, new Report.Started());
            apply(job, stage, attempt, new Report.Failed(ERROR, true));
        }

        var status = status(job);
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
        var job = submitted();
        var stage = leased(job, "stage");
        apply(job, stage, 1, new Report.Started());

        apply(job, stage, 1, new Report.Failed(ERROR, false));

        assertThat(status(job).state()).isEqualTo(JobState.FAILED);
    }

    @Test
    void a_failure_with_a_result_is_final_and_shows_it_and_makes_no_dead_letter() {
        var job = submitted();
        var stage = leased(job, "stage");
        apply(job, stage, 1, new Report.Started());

        apply(job, stage, 1, new Report.Failed(ERROR, true, null, PAYLOAD));

        var status = status(job);
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
        var job = submitted();
        var stage = leased(job, "stage");
        apply(job, stage, 1, new Report.Started());
        apply(job, stage, 1, new Report.Failed(ERROR, false));
        var cleanUp = leased(job, "clean");

        apply(job, cleanUp, 1, new Report.Started());
        apply(job, cleanUp, 1, new Report.Done(null, List.of()));

        assertThat(status(job).state()).isEqualTo(JobState.FAILED);
        assertThat(status(job).error()).isNotNull();
    }

    @Test
    void a_snooze_or_an_undelivered_dispatch_counts_no_failure() {
        var job = submitted();
        var stage = leased(job, "stage");
        Tables.listening(jdbc);
        attempts.neverStarted(List.of(new Leased(job, stage, 1)), Duration.ofMinutes(-2));
        for (int attempt = 2; attempt <= 12; attempt++) {
            dispatchAgain(stage, attempt);
            apply(job, stage, attempt, new Report.Started());
            apply(job, stage, attempt, new Report.Snoozed(Duration.ZERO));
        }

        assertThat(status(job).state()).isEqualTo(JobState.QUEUED);
        assertThat(jdbc.sql("SELECT failures FROM ready WHERE task_id = :task")
                        .param("task", stage)
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void a_job_that_waits_for_its_next_attempt_is_queued_and_its_task_says_until_when() {
        var failure = new Report.Failed(ERROR, true, Duration.ofMinutes(5));
        for (var end : List.of(failure, new Report.Snoozed(Duration.ofMinutes(5)))) {
            var job = submitted();
            var stage = leased(job, "stage");
            apply(job, stage, 1, new Report.Started());
            apply(job, stage, 1, new Report.Progressed(new Progress("stage", 1, 2)));
            assertThat(status(job).state()).isEqualTo(JobState.RUNNING);
            assertThat(status(job).progress()).isEqualTo(new Progress("stage", 1, 2));

            apply(job, stage, 1, end);

            var waiting = status(job);
            assertThat(waiting.state()).isEqualTo(JobState.QUEUED);
            assertThat(waiting.progress()).isNull();
            assertThat(waiting.tasks().getFirst().runAt()).isAfter(waiting.updatedAt());
            dispatchAgain(stage, 2);
            assertThat(status(job).state()).isEqualTo(JobState.QUEUED);
            apply(job, stage, 2, new Report.Started());
            assertThat(status(job).state()).isEqualTo(JobState.RUNNING);
        }
    }

    @Test
    void a_job_that_lost_its_worker_is_queued_without_progress() {
        var job = submitted();
        var stage = leased(job, "stage");
        apply(job, stage, 1, new Report.Started());
        apply(job, stage, 1, new Report.Progressed(new Progress("stage", 1, 2)));
        Tables.listening(jdbc);

        attempts.lost(List.of(new Leased(job, stage, 1)), Duration.ZERO);

        assertThat(status(job).state()).isEqualTo(JobState.QUEUED);
        assertThat(status(job).progress()).isNull();
    }

    @Test
    void a_finished_job_shows_no_progress() {
        var failed = new Report.Failed(ERROR, false);
        for (var end : List.of(new Report.Done(null, List.of()), failed, new Report.Started())) {
            var job = submitted();
            var stage = leased(job, "stage");
            apply(job, stage, 1, new Report.Started());
            apply(job, stage, 1, new Report.Progressed(new Progress("stage", 0, 0)));

            apply(job, stage, 1, end);
            requests.cancel(job);

            assertThat(status(job).finishedAt()).isNotNull();
            assertThat(status(job).progress()).isNull();
        }
    }

    @Test
    void cancelling_in_the_grace_period_ends_and_cleans_up_the_job() {
        var job = inGrace();

        assertThat(requests.cancel(job)).isEqualTo(CommandResult.DONE);
        assertThat(requests.cancel(job)).isEqualTo(CommandResult.DONE);

        var status = status(job);
        assertThat(status.state()).isEqualTo(JobState.CANCELLED);
        assertThat(status.tasks()).extracting("kind").containsExactlyInAnyOrder("stage", "promote", "clean");
        assertThat(status.tasks()).extracting("state").containsExactlyInAnyOrder("SUCCEEDED", "CANCELLED", "READY");
    }

    @Test
    void the_report_of_a_cancelled_running_task_is_ignored() {
        var job = submitted();
        var stage = leased(job, "stage");
        apply(job, stage, 1, new Report.Started());

        assertThat(requests.cancel(job)).isEqualTo(CommandResult.DONE);
        apply(job, stage, 1, new Report.Done(PAYLOAD, List.of(promoteAfter(Duration.ZERO))));

        assertThat(status(job).state()).isEqualTo(JobState.CANCELLED);
        assertThat(status(job).tasks()).extracting("kind").doesNotContain("promote");
    }

    @Test
    void a_task_whose_end_cannot_be_stored_fails() {
        var job = submitted();
        var stage = leased(job, "stage");
        apply(job, stage, 1, new Report.Started());

        attempts.unstorable(report(job, stage, new Report.Done(PAYLOAD, List.of())));

        assertThat(status(job).state()).isEqualTo(JobState.FAILED);
        assertThat(status(job).error())
                .isEqualTo(new Failure("unstorable-report", "The worker's report cannot be stored"));
    }

    @Test
    void an_error_that_quotes_a_null_character_is_stored() {
        var job = submitted();
        var stage = leased(job, "stage");
        apply(job, stage, 1, new Report.Started());

        apply(job, stage, 1, new Report.Failed(new TaskError("bad-file", "Unexpected \0", "at \0"), false));

        assertThat(status(job).error()).isEqualTo(new Failure("bad-file", "Unexpected \uFFFD"));
    }

    @Test
    void an_excessive_delay_is_bounded() {
        var job = submitted();
        var stage = leased(job, "stage");
        apply(job, stage, 1, new Report.Started());

        apply(job, stage, 1, new Report.Snoozed(Duration.ofSeconds(Long.MAX_VALUE)));

        assertThat(status(job).tasks().getFirst().runAt()).isNotNull();
    }

    @Test
    void the_history_records_a_cancelled_attempt() {
        var job = submitted();
        var stage = leased(job, "stage");
        apply(job, stage, 1, new Report.Started());

        requests.cancel(job);

        assertThat(jdbc.sql("SELECT outcome FROM attempt WHERE task_id = :task")
                        .param("task", stage)
                        .query(String.class)
                        .single())
                .isEqualTo("cancelled");
    }

    @Test
    void cancelling_is_refused_once_the_promotion_was_dispatched() {
        var job = inGrace();
        requests.promote(job);
        var promote = leased(job, "promote");

        assertThat(requests.cancel(job)).isEqualTo(CommandResult.refused(Refusal.PAST_CANCELLING));
        apply(job, promote, 1, new Report.Started());
        apply(job, promote, 1, new Report.Failed(ERROR, true));
        assertThat(requests.cancel(job)).isEqualTo(CommandResult.refused(Refusal.PAST_CANCELLING));
        dispatchAgain(promote, 2);
        apply(job, promote, 2, new Report.Started());
        apply(job, promote, 2, new Report.Done(null, List.of()));

        assertThat(requests.cancel(job)).isEqualTo(CommandResult.refused(Refusal.ALREADY_FINISHED));
    }

    @Test
    void promoting_twice_is_allowed() {
        var job = inGrace();

        assertThat(requests.promote(job)).isEqualTo(CommandResult.DONE);
        assertThat(requests.promote(job)).isEqualTo(CommandResult.DONE);
        var promote = leased(job, "promote");
        assertThat(requests.promote(job)).isEqualTo(CommandResult.DONE);
        apply(job, promote, 1, new Report.Started());
        apply(job, promote, 1, new Report.Done(null, List.of()));
        assertThat(requests.promote(job)).isEqualTo(CommandResult.DONE);
    }

    @Test
    void an_unknown_job_cannot_be_cancelled_or_promoted() {
        assertThat(requests.cancel(UUID.randomUUID())).isEqualTo(CommandResult.refused(Refusal.JOB_NOT_FOUND));
        assertThat(requests.promote(UUID.randomUUID())).isEqualTo(CommandResult.refused(Refusal.JOB_NOT_FOUND));
    }

    @Test
    void a_task_is_in_exactly_one_table() {
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

    private UUID submitted() {
        var created = created(UUID.randomUUID());
        newJobs.add(List.of(new Received<>(created, null)));
        return created.jobId();
    }

    private UUID inGrace() {
        var job = submitted();
        var stage = leased(job, "stage");
        apply(job, stage, 1, new Report.Started());
        apply(job, stage, 1, new Report.Done(PAYLOAD, List.of(promoteAfter(Duration.ofMinutes(5)))));
        return job;
    }

    private static JobCreated created(UUID job) {
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

    private static FollowUp promoteAfter(Duration delay) {
        return new FollowUp(new TaskSpec("promote", PAYLOAD, false), delay, true);
    }

    /// Moves the job's READY task of that kind directly into its first lease.
    private UUID leased(UUID job, String kind) {
        var task = status(job).tasks().stream()
                .filter(one -> one.kind().equals(kind))
                .findFirst()
                .orElseThrow()
                .id();
        dispatchAgain(task, 1);
        return task;
    }

    private void dispatchAgain(UUID task, int attempt) {
        jdbc.sql("""
                        WITH from_delayed AS (DELETE FROM delayed WHERE task_id = :task RETURNING failures),
                             from_ready AS (DELETE FROM ready WHERE task_id = :task RETURNING failures)
                        INSERT INTO lease (task_id, attempt, failures, until)
                        SELECT :task, :attempt, failures, clock_timestamp() + INTERVAL '1 minute'
                        FROM (TABLE from_delayed UNION ALL TABLE from_ready) moved
                        """).param("task", task).param("attempt", attempt).update();
    }

    private void apply(UUID job, UUID task, int attempt, Report report) {
        attempts.apply(
                List.of(new TaskReported(UUID.randomUUID(), Instant.EPOCH, job, task, attempt, "worker-1", report)));
    }

    private static TaskReported report(UUID job, UUID firstTask, Report report) {
        return new TaskReported(UUID.randomUUID(), Instant.EPOCH, job, firstTask, 1, "worker-1", report);
    }

    private JobStatus<List<TaskStatus>> status(UUID job) {
        return statuses.status(job).orElseThrow();
    }
}

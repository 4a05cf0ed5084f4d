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
    void a_job_runs_waits_out_its_grace_period_and_succeeds() {
        var job = submitted();
        assertThat(status(job).state()).isEqualTo(JobState.QUEUED);

        var stage = leased(job, "stage");
        say(job, stage, 1, new Report.Started());
        assertThat(status(job).state()).isEqualTo(JobState.RUNNING);

        say(job, stage, 1, new Report.Done(PAYLOAD, List.of(promoteAfter(Duration.ofMinutes(5)))));
        assertThat(status(job).state()).isEqualTo(JobState.GRACE);
        assertThat(status(job).graceEndsAt()).isNotNull();
        assertThat(status(job).result()).isEqualTo(PAYLOAD);

        assertThat(requests.promote(job)).isEqualTo(CommandResult.DONE);
        assertThat(status(job).state()).isEqualTo(JobState.RUNNING);
        var promote = leased(job, "promote");
        say(job, promote, 1, new Report.Started());
        say(job, promote, 1, new Report.Done(null, List.of()));

        assertThat(status(job).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(status(job).finishedAt()).isNotNull();
        assertThat(status(job).tasks()).extracting("state").containsExactly("SUCCEEDED", "SUCCEEDED");
    }

    @Test
    void the_same_job_created_twice_is_one_job() {
        var created = created(UUID.randomUUID());

        newJobs.add(List.of(new Received<>(created, null)));
        newJobs.add(List.of(new Received<>(created, null)));

        assertThat(status(created.jobId()).tasks()).hasSize(1);
    }

    @Test
    void a_batch_with_the_same_job_twice_and_one_known_adds_what_is_new_in_its_order() {
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
    void a_whole_life_in_one_batch_is_applied_in_its_order() {
        var job = submitted();
        var stage = leased(job, "stage");

        attempts.apply(List.of(
                report(job, stage, new Report.Started()),
                report(job, stage, new Report.Progressed(new Progress("stage", 1, 2))),
                report(job, stage, new Report.Progressed(new Progress("stage", 2, 2))),
                report(job, stage, new Report.Done(PAYLOAD, List.of(promoteAfter(Duration.ofMinutes(5))))),
                report(job, stage, new Report.Failed(ERROR, false))));

        assertThat(status(job).state()).isEqualTo(JobState.GRACE);
        assertThat(status(job).progress()).isEqualTo(new Progress("stage", 2, 2));
        assertThat(status(job).error()).isNull();
    }

    @Test
    void a_late_report_of_an_old_attempt_changes_nothing() {
        var job = submitted();
        var stage = leased(job, "stage");
        say(job, stage, 1, new Report.Started());
        Tables.listening(jdbc);
        attempts.lost(List.of(new Leased(job, stage, 1)), Duration.ZERO);
        dispatchAgain(stage, 2);
        say(job, stage, 2, new Report.Started());
        var before = status(job);

        say(job, stage, 1, new Report.Done(PAYLOAD, List.of(promoteAfter(Duration.ZERO))));
        say(job, stage, 1, new Report.Failed(ERROR, false));
        say(job, stage, 1, new Report.Progressed(new Progress("stage", 1, 2)));
        say(job, stage, 1, new Report.Snoozed(Duration.ZERO));

        assertThat(status(job)).isEqualTo(before);
    }

    @Test
    void an_end_that_is_heard_before_its_start_is_applied_and_the_start_then_changes_nothing() {
        var job = submitted();
        var stage = leased(job, "stage");

        say(job, stage, 1, new Report.Done(PAYLOAD, List.of(promoteAfter(Duration.ofMinutes(5)))));
        assertThat(status(job).state()).isEqualTo(JobState.GRACE);
        var before = status(job);
        say(job, stage, 1, new Report.Started());

        assertThat(status(job)).isEqualTo(before);
        assertThat(jdbc.sql("SELECT worker FROM finished WHERE task_id = :task")
                        .param("task", stage)
                        .query(String.class)
                        .single())
                .isEqualTo("worker-1");
    }

    @Test
    void a_failure_that_is_heard_before_its_start_counts() {
        var job = submitted();
        var stage = leased(job, "stage");

        say(job, stage, 1, new Report.Failed(ERROR, false));
        say(job, stage, 1, new Report.Started());

        assertThat(status(job).state()).isEqualTo(JobState.FAILED);
    }

    @Test
    void progress_that_is_heard_before_its_start_does_no_harm() {
        var job = submitted();
        var stage = leased(job, "stage");

        say(job, stage, 1, new Report.Progressed(new Progress("stage", 1, 2)));
        assertThat(status(job).state()).isEqualTo(JobState.QUEUED);
        say(job, stage, 1, new Report.Started());

        assertThat(status(job).state()).isEqualTo(JobState.RUNNING);
    }

    @Test
    void a_workers_clock_that_is_set_between_start_and_end_does_no_harm() {
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
    void a_report_that_comes_twice_adds_its_follow_up_once() {
        var job = submitted();
        var stage = leased(job, "stage");
        var done = new Report.Done(PAYLOAD, List.of(promoteAfter(Duration.ofMinutes(5))));
        say(job, stage, 1, new Report.Started());

        say(job, stage, 1, done);
        say(job, stage, 1, done);

        assertThat(status(job).tasks()).hasSize(2);
    }

    @Test
    void a_report_of_an_unknown_job_is_ignored() {
        say(UUID.randomUUID(), UUID.randomUUID(), 1, new Report.Started());
    }

    @Test
    void a_retryable_failure_waits_and_counts_and_the_last_one_kills_and_cleans_up() {
        var job = submitted();
        var stage = leased(job, "stage");
        for (int attempt = 1; attempt <= 3; attempt++) {
            if (attempt > 1) {
                dispatchAgain(stage, attempt);
            }
            say(job, stage, attempt, new Report.Started());
            say(job, stage, attempt, new Report.Failed(ERROR, true));
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
    void a_failure_that_another_attempt_cannot_mend_is_final_at_once() {
        var job = submitted();
        var stage = leased(job, "stage");
        say(job, stage, 1, new Report.Started());

        say(job, stage, 1, new Report.Failed(ERROR, false));

        assertThat(status(job).state()).isEqualTo(JobState.FAILED);
    }

    @Test
    void the_clean_up_of_a_failed_job_changes_its_state_no_more() {
        var job = submitted();
        var stage = leased(job, "stage");
        say(job, stage, 1, new Report.Started());
        say(job, stage, 1, new Report.Failed(ERROR, false));
        var cleanUp = leased(job, "clean");

        say(job, cleanUp, 1, new Report.Started());
        say(job, cleanUp, 1, new Report.Done(null, List.of()));

        assertThat(status(job).state()).isEqualTo(JobState.FAILED);
        assertThat(status(job).error()).isNotNull();
    }

    @Test
    void a_snooze_and_an_undelivered_dispatch_count_no_attempt() {
        var job = submitted();
        var stage = leased(job, "stage");
        Tables.listening(jdbc);
        attempts.neverStarted(List.of(new Leased(job, stage, 1)), Duration.ofMinutes(-2));
        for (int attempt = 2; attempt <= 12; attempt++) {
            dispatchAgain(stage, attempt);
            say(job, stage, attempt, new Report.Started());
            say(job, stage, attempt, new Report.Snoozed(Duration.ZERO));
        }

        assertThat(status(job).state()).isEqualTo(JobState.RUNNING);
        assertThat(jdbc.sql("SELECT failures FROM ready WHERE task_id = :task")
                        .param("task", stage)
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void cancelling_in_the_grace_period_ends_the_job_and_cleans_up() {
        var job = inGrace();

        assertThat(requests.cancel(job)).isEqualTo(CommandResult.DONE);
        assertThat(requests.cancel(job)).isEqualTo(CommandResult.DONE);

        var status = status(job);
        assertThat(status.state()).isEqualTo(JobState.CANCELLED);
        assertThat(status.tasks()).extracting("kind").containsExactlyInAnyOrder("stage", "promote", "clean");
        assertThat(status.tasks()).extracting("state").containsExactlyInAnyOrder("SUCCEEDED", "CANCELLED", "READY");
    }

    @Test
    void cancelling_a_running_task_makes_its_report_late() {
        var job = submitted();
        var stage = leased(job, "stage");
        say(job, stage, 1, new Report.Started());

        assertThat(requests.cancel(job)).isEqualTo(CommandResult.DONE);
        say(job, stage, 1, new Report.Done(PAYLOAD, List.of(promoteAfter(Duration.ZERO))));

        assertThat(status(job).state()).isEqualTo(JobState.CANCELLED);
        assertThat(status(job).tasks()).extracting("kind").doesNotContain("promote");
    }

    @Test
    void what_cannot_be_stored_of_an_end_fails_the_task_instead_of_leaving_it_running() {
        var job = submitted();
        var stage = leased(job, "stage");
        say(job, stage, 1, new Report.Started());

        attempts.unstorable(report(job, stage, new Report.Done(PAYLOAD, List.of())));

        assertThat(status(job).state()).isEqualTo(JobState.FAILED);
        assertThat(status(job).error())
                .isEqualTo(new Failure("unstorable-report", "The worker's report cannot be stored"));
    }

    @Test
    void an_error_that_quotes_a_null_character_is_stored() {
        var job = submitted();
        var stage = leased(job, "stage");
        say(job, stage, 1, new Report.Started());

        say(job, stage, 1, new Report.Failed(new TaskError("bad-file", "Unexpected \0", "at \0"), false));

        assertThat(status(job).error()).isEqualTo(new Failure("bad-file", "Unexpected \uFFFD"));
    }

    @Test
    void a_delay_beyond_all_time_is_bounded() {
        var job = submitted();
        var stage = leased(job, "stage");
        say(job, stage, 1, new Report.Started());

        say(job, stage, 1, new Report.Snoozed(Duration.ofSeconds(Long.MAX_VALUE)));

        assertThat(status(job).tasks().getFirst().runAt()).isNotNull();
    }

    @Test
    void a_cancelled_attempt_is_told_by_the_history() {
        var job = submitted();
        var stage = leased(job, "stage");
        say(job, stage, 1, new Report.Started());

        requests.cancel(job);

        assertThat(jdbc.sql("SELECT outcome FROM attempt WHERE task_id = :task")
                        .param("task", stage)
                        .query(String.class)
                        .single())
                .isEqualTo("cancelled");
    }

    @Test
    void cancelling_is_refused_once_the_promotion_has_been_dispatched_and_stays_so_between_its_attempts() {
        var job = inGrace();
        requests.promote(job);
        var promote = leased(job, "promote");

        assertThat(requests.cancel(job)).isEqualTo(CommandResult.refused(Refusal.PAST_CANCELLING));
        say(job, promote, 1, new Report.Started());
        say(job, promote, 1, new Report.Failed(ERROR, true));
        assertThat(requests.cancel(job)).isEqualTo(CommandResult.refused(Refusal.PAST_CANCELLING));
        dispatchAgain(promote, 2);
        say(job, promote, 2, new Report.Started());
        say(job, promote, 2, new Report.Done(null, List.of()));

        assertThat(requests.cancel(job)).isEqualTo(CommandResult.refused(Refusal.ALREADY_FINISHED));
    }

    @Test
    void promoting_again_is_no_error() {
        var job = inGrace();

        assertThat(requests.promote(job)).isEqualTo(CommandResult.DONE);
        assertThat(requests.promote(job)).isEqualTo(CommandResult.DONE);
        var promote = leased(job, "promote");
        assertThat(requests.promote(job)).isEqualTo(CommandResult.DONE);
        say(job, promote, 1, new Report.Started());
        say(job, promote, 1, new Report.Done(null, List.of()));
        assertThat(requests.promote(job)).isEqualTo(CommandResult.DONE);
    }

    @Test
    void an_unknown_job_can_be_neither_cancelled_nor_promoted() {
        assertThat(requests.cancel(UUID.randomUUID())).isEqualTo(CommandResult.refused(Refusal.JOB_NOT_FOUND));
        assertThat(requests.promote(UUID.randomUUID())).isEqualTo(CommandResult.refused(Refusal.JOB_NOT_FOUND));
    }

    @Test
    void a_task_lies_in_one_table_whatever_happened_to_it() {
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
        say(job, stage, 1, new Report.Started());
        say(job, stage, 1, new Report.Done(PAYLOAD, List.of(promoteAfter(Duration.ofMinutes(5)))));
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

    private void say(UUID job, UUID task, int attempt, Report report) {
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

package dev.waymill.scheduler.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.JobCreated;
import dev.waymill.events.JobState;
import dev.waymill.events.JobTerms;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskError;
import dev.waymill.events.TaskReported;
import dev.waymill.events.TaskReported.FanIn;
import dev.waymill.events.TaskReported.FollowUp;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.events.TaskSpec;
import dev.waymill.events.rest.JobAttempt;
import dev.waymill.events.rest.JobStatus;
import dev.waymill.events.rest.JobStatus.TaskStatus;
import dev.waymill.events.rest.Refusal;
import dev.waymill.scheduler.SchedulerTest;
import dev.waymill.scheduler.inbox.BatchProcessor.Received;
import dev.waymill.scheduler.job.query.JobStatusQueries;
import dev.waymill.scheduler.report.ReportApplier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Retries of a failed job: what runs again, what stays, and which requests are refused.
@SchedulerTest
class JobRetryIT {
    private static final RawJson PAYLOAD = new RawJson("{\"file\":\"x\"}");
    private static final TaskError ERROR = new TaskError("some-error", "It went wrong", null);

    @Autowired
    JobInserter jobs;

    @Autowired
    JobCommands requests;

    @Autowired
    JobRetry retries;

    @Autowired
    JobStatusQueries statuses;

    @Autowired
    ReportApplier attempts;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    JdbcClient jdbc;

    @Test
    void a_retried_job_continues_with_the_next_attempt_and_keeps_its_history() {
        var job = failed();
        run(job, "clean", 1, new Report.Done(null, List.of()));
        long version = status(job).version();

        assertThat(retries.retry(job)).isEqualTo(CommandResult.DONE);

        assertThat(status(job).state()).isEqualTo(JobState.QUEUED);
        assertThat(status(job).finishedAt()).isNull();
        assertThat(status(job).error()).isNull();
        assertThat(status(job).version()).isEqualTo(version + 1);
        var stage = run(job, "stage", 2, new Report.Done(null, List.of()));
        assertThat(status(job).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(statuses.attempts(job))
                .filteredOn(attempt -> attempt.taskId().equals(stage))
                .extracting(JobAttempt::outcome)
                .containsExactly("failed", "succeeded");
    }

    @Test
    void a_retried_task_may_fail_as_often_as_a_new_one() {
        var job = submitted();
        for (int attempt = 1; attempt <= 3; attempt++) {
            run(job, "stage", attempt, new Report.Failed(ERROR, true));
        }
        assertThat(status(job).state()).isEqualTo(JobState.FAILED);
        run(job, "clean", 1, new Report.Done(null, List.of()));

        retries.retry(job);

        run(job, "stage", 4, new Report.Failed(ERROR, true));
        run(job, "stage", 5, new Report.Failed(ERROR, true));
        assertThat(status(job).state()).isEqualTo(JobState.QUEUED);
        run(job, "stage", 6, new Report.Failed(ERROR, true));
        assertThat(status(job).state()).isEqualTo(JobState.FAILED);
    }

    @Test
    void a_job_that_fails_again_is_cleaned_up_again() {
        var job = failed();
        run(job, "clean", 1, new Report.Done(null, List.of()));
        retries.retry(job);

        run(job, "stage", 2, new Report.Failed(ERROR, false));

        assertThat(status(job).state()).isEqualTo(JobState.FAILED);
        assertThat(status(job).tasks())
                .filteredOn(task -> task.kind().equals("clean"))
                .extracting("state")
                .containsExactlyInAnyOrder("SUCCEEDED", "READY");
        assertThat(retries.retry(job)).isEqualTo(CommandResult.refused(Refusal.CLEANING_UP));
    }

    @Test
    void a_retry_keeps_succeeded_tasks_and_resumes_cancelled_ones() {
        var job = submitted();
        run(job, "stage", 1, new Report.Done(null, List.of(next("left"), next("right"))));
        run(job, "left", 1, new Report.Failed(ERROR, false));
        run(job, "clean", 1, new Report.Done(null, List.of()));
        assertThat(states(job)).containsExactlyInAnyOrder("SUCCEEDED", "DEAD", "CANCELLED", "SUCCEEDED");

        retries.retry(job);

        assertThat(states(job)).containsExactlyInAnyOrder("SUCCEEDED", "READY", "READY", "SUCCEEDED");
        run(job, "right", 1, new Report.Done(null, List.of()));
        run(job, "left", 2, new Report.Done(null, List.of()));
        assertThat(status(job).state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void a_fan_in_waits_for_retried_tasks_and_runs_once() {
        var job = submitted();
        var parts = List.of(next("left"), next("right"));
        run(job, "stage", 1, new Report.Done(null, parts, new FanIn(new TaskSpec("sum", PAYLOAD), false)));
        run(job, "right", 1, new Report.Done(null, List.of()));
        run(job, "left", 1, new Report.Failed(ERROR, false));
        run(job, "clean", 1, new Report.Done(null, List.of()));
        assertThat(stateOf(job, "sum")).isEqualTo("CANCELLED");

        retries.retry(job);

        assertThat(stateOf(job, "left")).isEqualTo("READY");
        assertThat(stateOf(job, "right")).isEqualTo("SUCCEEDED");
        assertThat(stateOf(job, "sum")).isEqualTo("BLOCKED");
        run(job, "left", 2, new Report.Done(null, List.of()));
        assertThat(stateOf(job, "sum")).isEqualTo("READY");
        run(job, "sum", 1, new Report.Done(null, List.of()));
        assertThat(status(job).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(jdbc.sql("SELECT succeeded || '/' || dead FROM fan_in WHERE task_id = :task")
                        .param("task", task(job, "sum"))
                        .query(String.class)
                        .single())
                .isEqualTo("2/0");
    }

    @Test
    void a_retry_skips_dead_tasks_that_their_fan_in_tolerated() {
        var job = submitted();
        var parts = List.of(next("left"), next("right"));
        run(job, "stage", 1, new Report.Done(null, parts, new FanIn(new TaskSpec("sum", PAYLOAD), true)));
        run(job, "right", 1, new Report.Done(null, List.of()));
        run(job, "left", 1, new Report.Failed(ERROR, false));
        run(job, "sum", 1, new Report.Failed(ERROR, false));
        run(job, "clean", 1, new Report.Done(null, List.of()));

        retries.retry(job);

        assertThat(stateOf(job, "left")).isEqualTo("DEAD");
        assertThat(stateOf(job, "sum")).isEqualTo("READY");
        run(job, "sum", 2, new Report.Done(null, List.of()));
        assertThat(status(job).state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void a_cancelled_job_starts_again_from_its_first_task_and_keeps_its_history() {
        var job = submitted();
        var stage = run(job, "stage", 1, new Report.Done(new RawJson("{\"points\":3}"), List.of(inGrace("promote"))));
        assertThat(status(job).state()).isEqualTo(JobState.GRACE);
        requests.cancel(job);
        run(job, "clean", 1, new Report.Done(null, List.of()));
        long version = status(job).version();

        assertThat(retries.retry(job)).isEqualTo(CommandResult.DONE);

        var restarted = status(job);
        assertThat(restarted.state()).isEqualTo(JobState.QUEUED);
        assertThat(restarted.version()).isEqualTo(version + 1);
        assertThat(restarted.finishedAt()).isNull();
        assertThat(restarted.result()).isNull();
        assertThat(restarted.attempt()).isZero();
        assertThat(waiting(job, "stage")).hasSize(1).doesNotContain(stage);
        assertThat(waiting(job, "promote")).isEmpty();
        apply(job, stage, 1, new Report.Done(null, List.of(next("late"))));
        assertThat(status(job).tasks()).extracting(TaskStatus::kind).doesNotContain("late");
        again(job, "stage", new Report.Done(null, List.of(inGrace("promote"))));
        assertThat(status(job).state()).isEqualTo(JobState.GRACE);
        again(job, "promote", new Report.Done(null, List.of()));
        assertThat(status(job).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(statuses.attempts(job))
                .filteredOn(one -> one.taskId().equals(stage))
                .hasSize(1);
    }

    @Test
    void a_job_that_fails_after_its_restart_continues_without_the_tasks_before_it() {
        var job = submitted();
        run(job, "stage", 1, new Report.Done(null, List.of(next("left"), next("right"))));
        requests.cancel(job);
        run(job, "clean", 1, new Report.Done(null, List.of()));
        retries.retry(job);
        again(job, "stage", new Report.Done(null, List.of(next("left"))));
        again(job, "left", new Report.Failed(ERROR, false));
        assertThat(status(job).state()).isEqualTo(JobState.FAILED);
        again(job, "clean", new Report.Done(null, List.of()));

        assertThat(retries.retry(job)).isEqualTo(CommandResult.DONE);

        assertThat(waiting(job, "left")).hasSize(1);
        assertThat(waiting(job, "right")).isEmpty();
        again(job, "left", new Report.Done(null, List.of()));
        assertThat(status(job).state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void a_job_can_be_cancelled_and_retried_again_and_again() {
        var job = submitted();
        for (int i = 0; i < 3; i++) {
            requests.cancel(job);
            assertThat(retries.retry(job)).isEqualTo(CommandResult.refused(Refusal.CLEANING_UP));
            again(job, "clean", new Report.Done(null, List.of()));
            assertThat(retries.retry(job)).isEqualTo(CommandResult.DONE);
            assertThat(retries.retry(job)).isEqualTo(CommandResult.refused(Refusal.NOT_FAILED));
        }
        again(job, "stage", new Report.Done(null, List.of()));
        assertThat(status(job).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(retries.retry(job)).isEqualTo(CommandResult.refused(Refusal.NOT_FAILED));
    }

    private static FollowUp inGrace(String kind) {
        return new FollowUp(new TaskSpec(kind, PAYLOAD), Duration.ofHours(1), true);
    }

    private List<UUID> waiting(UUID job, String kind) {
        return status(job).tasks().stream()
                .filter(one -> one.kind().equals(kind) && one.state().equals("READY"))
                .map(TaskStatus::id)
                .toList();
    }

    /// Runs the waiting task of that kind.
    private void again(UUID job, String kind, Report end) {
        var task = waiting(job, kind).getFirst();
        int attempt = status(job).tasks().stream()
                        .filter(one -> one.id().equals(task))
                        .mapToInt(TaskStatus::attempt)
                        .sum()
                + 1;
        dispatch(task, attempt);
        apply(job, task, attempt, new Report.Started());
        apply(job, task, attempt, end);
    }

    @Test
    void a_retried_job_waits_for_its_concurrency_key_like_any_other() {
        var terms = new JobTerms(null, false, null, new JobTerms.Concurrency("key-" + UUID.randomUUID(), 1));
        var first = submitted(terms);
        run(first, "stage", 1, new Report.Failed(ERROR, false));
        run(first, "clean", 1, new Report.Done(null, List.of()));
        var second = submitted(terms);

        retries.retry(first);

        assertThat(waitsFor(first)).isEqualTo("concurrency-key");
        run(second, "stage", 1, new Report.Done(null, List.of()));
        assertThat(waitsFor(first)).isEqualTo("turn");
    }

    private String waitsFor(UUID job) {
        var stage = status(job).tasks().stream()
                .filter(one -> one.kind().equals("stage"))
                .findFirst()
                .orElseThrow();
        return stage.waitsFor() == null ? "nothing" : stage.waitsFor().reason();
    }

    private String stateOf(UUID job, String kind) {
        return status(job).tasks().stream()
                .filter(one -> one.kind().equals(kind))
                .findFirst()
                .orElseThrow()
                .state();
    }

    @Test
    void a_late_report_of_an_attempt_before_the_retry_changes_nothing() {
        var job = failed();
        run(job, "clean", 1, new Report.Done(null, List.of()));
        retries.retry(job);
        var before = status(job);

        apply(job, task(job, "stage"), 1, new Report.Done(null, List.of(next("promote"))));

        assertThat(status(job)).isEqualTo(before);
    }

    @Test
    void only_a_failed_and_cleaned_up_job_can_be_retried() {
        assertThat(retries.retry(UUID.randomUUID())).isEqualTo(CommandResult.refused(Refusal.JOB_NOT_FOUND));
        var job = submitted();
        assertThat(retries.retry(job)).isEqualTo(CommandResult.refused(Refusal.NOT_FAILED));
        requests.cancel(job);
        assertThat(retries.retry(job)).isEqualTo(CommandResult.refused(Refusal.CLEANING_UP));

        var failed = failed();
        assertThat(retries.retry(failed)).isEqualTo(CommandResult.refused(Refusal.CLEANING_UP));
        dispatch(task(failed, "clean"), 1);
        assertThat(retries.retry(failed)).isEqualTo(CommandResult.refused(Refusal.CLEANING_UP));
    }

    @Test
    void one_of_many_concurrent_retries_succeeds() {
        var job = failed();
        run(job, "clean", 1, new Report.Done(null, List.of()));

        var answers =
                IntStream.range(0, 6)
                        .mapToObj(_ -> CompletableFuture.supplyAsync(() -> retries.retry(job)))
                        .toList()
                        .stream()
                        .map(CompletableFuture::join);

        assertThat(answers).containsOnlyOnce(CommandResult.DONE).contains(CommandResult.refused(Refusal.NOT_FAILED));
        assertThat(jdbc.sql("SELECT generation FROM job WHERE id = :job")
                        .param("job", job)
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void a_dead_clean_up_is_retried_alone_while_its_job_has_failed() {
        var job = failed();
        var clean = run(job, "clean", 1, new Report.Failed(ERROR, false));

        assertThat(retries.retry(job, clean, null)).isEqualTo(CommandResult.DONE);
        assertThat(status(job).state()).isEqualTo(JobState.FAILED);
        assertThat(retries.retry(job)).isEqualTo(CommandResult.refused(Refusal.CLEANING_UP));
        assertThat(retries.retry(job, clean, null)).isEqualTo(CommandResult.refused(Refusal.CLEANING_UP));
        run(job, "clean", 2, new Report.Failed(ERROR, false));

        assertThat(retries.retry(job)).isEqualTo(CommandResult.DONE);
        assertThat(retries.retry(job, clean, null)).isEqualTo(CommandResult.refused(Refusal.NOT_FAILED));
    }

    private UUID failed() {
        var job = submitted();
        run(job, "stage", 1, new Report.Failed(ERROR, false));
        return job;
    }

    private UUID submitted() {
        return submitted(null);
    }

    private UUID submitted(@Nullable JobTerms terms) {
        var created = new JobCreated(
                UUID.randomUUID(),
                Instant.EPOCH,
                UUID.randomUUID(),
                "ada",
                "import",
                5,
                3,
                new TaskSpec("stage", PAYLOAD),
                new TaskSpec("clean", PAYLOAD),
                terms);
        transaction.executeWithoutResult(_ -> jobs.add(List.of(new Received<>(created, null))));
        return created.jobId();
    }

    private static FollowUp next(String kind) {
        return new FollowUp(new TaskSpec(kind, PAYLOAD), Duration.ZERO, false);
    }

    /// Runs one attempt of the job's task of that kind, from claim to end.
    private UUID run(UUID job, String kind, int attempt, Report end) {
        var task = task(job, kind);
        dispatch(task, attempt);
        apply(job, task, attempt, new Report.Started());
        apply(job, task, attempt, end);
        return task;
    }

    private UUID task(UUID job, String kind) {
        return status(job).tasks().stream()
                .filter(one -> one.kind().equals(kind))
                .findFirst()
                .orElseThrow()
                .id();
    }

    private void dispatch(UUID task, int attempt) {
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

    private List<String> states(UUID job) {
        return status(job).tasks().stream().map(TaskStatus::state).toList();
    }

    private JobStatus<List<TaskStatus>> status(UUID job) {
        return statuses.status(job).orElseThrow();
    }
}

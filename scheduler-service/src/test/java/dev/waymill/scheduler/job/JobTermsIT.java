package dev.waymill.scheduler.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.events.JobCreated;
import dev.waymill.events.JobTerms;
import dev.waymill.events.JobTerms.Backoff;
import dev.waymill.events.JobTerms.Concurrency;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskError;
import dev.waymill.events.TaskReported;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.events.TaskSpec;
import dev.waymill.events.rest.JobStatus.TaskStatus;
import dev.waymill.events.rest.JobStatus.WaitsFor;
import dev.waymill.events.rest.Refusal;
import dev.waymill.scheduler.SchedulerTest;
import dev.waymill.scheduler.Tables;
import dev.waymill.scheduler.inbox.BatchProcessor.Received;
import dev.waymill.scheduler.job.query.JobStatusQueries;
import dev.waymill.scheduler.report.ReportApplier;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// When a job may run: as requested by its submitter, and as changed later.
@SchedulerTest
class JobTermsIT {
    private static final Instant LATER = Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MILLIS);
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
    TransactionTemplate transaction;

    @Autowired
    JdbcClient jdbc;

    @AfterEach
    void empty_the_tables() {
        Tables.empty(jdbc);
    }

    @Test
    void a_job_with_a_start_time_waits_for_it() {
        var job = submitted(terms(LATER, false));

        assertThat(task(job).runAt()).isEqualTo(LATER);
        assertThat(task(job).waitsFor()).isEqualTo(new WaitsFor("time", null));
        assertThat(state(job)).isEqualTo("queued");
    }

    @Test
    void a_held_job_waits_until_it_is_released() {
        var job = submitted(terms(null, true));
        assertThat(state(job)).isEqualTo("held");
        assertThat(task(job).state()).isEqualTo("HELD");
        assertThat(task(job).waitsFor()).isEqualTo(new WaitsFor("release", null));

        assertThat(requests.release(job)).isEqualTo(CommandResult.DONE);

        assertThat(state(job)).isEqualTo("queued");
        assertThat(task(job).waitsFor()).isEqualTo(new WaitsFor("turn", 0L));
        assertThat(requests.release(job)).isEqualTo(CommandResult.refused(Refusal.NOT_HELD));
    }

    @Test
    void a_released_job_still_waits_for_its_start_time() {
        var job = submitted(terms(LATER, true));

        requests.release(job);

        assertThat(task(job).runAt()).isEqualTo(LATER);
        assertThat(task(job).state()).isEqualTo("READY");
    }

    @Test
    void a_waiting_job_can_be_held_and_a_dispatched_one_cannot() {
        var waiting = submitted(null);
        var out = submitted(null);
        lease(out);

        assertThat(requests.hold(waiting)).isEqualTo(CommandResult.DONE);
        assertThat(requests.hold(waiting)).isEqualTo(CommandResult.DONE);
        assertThat(requests.hold(out)).isEqualTo(CommandResult.refused(Refusal.NOTHING_WAITS));
        assertThat(requests.hold(UUID.randomUUID())).isEqualTo(CommandResult.refused(Refusal.JOB_NOT_FOUND));

        assertThat(state(waiting)).isEqualTo("held");
        requests.cancel(waiting);
        assertThat(requests.hold(waiting)).isEqualTo(CommandResult.refused(Refusal.ALREADY_FINISHED));
        assertThat(task(waiting).state()).isEqualTo("CANCELLED");
    }

    @Test
    void a_waiting_job_can_be_postponed_and_brought_forward() {
        var job = submitted(null);

        assertThat(requests.runAt(job, LATER)).isEqualTo(CommandResult.DONE);
        assertThat(task(job).runAt()).isEqualTo(LATER);
        requests.runAt(job, LATER.minusSeconds(60));
        assertThat(task(job).runAt()).isEqualTo(LATER.minusSeconds(60));

        requests.runAt(job, Instant.EPOCH);
        await().until(() -> count("delayed") == 0);
        lease(job);
        assertThat(requests.runAt(job, LATER)).isEqualTo(CommandResult.refused(Refusal.NOTHING_WAITS));
    }

    @Test
    void a_job_with_a_raised_priority_moves_forward() {
        for (int i = 0; i < 20; i++) {
            submitted(null);
        }
        var job = submitted(null);
        assertThat(task(job).waitsFor()).isEqualTo(new WaitsFor("turn", 20L));

        assertThat(requests.priority(job, 0)).isEqualTo(CommandResult.DONE);

        assertThat(task(job).waitsFor()).extracting("ahead").isIn(0L, 1L);
        assertThat(statuses.status(job).orElseThrow().priority()).isZero();
    }

    @Test
    void a_jobs_own_backoff_is_used() {
        var job = submitted(new JobTerms(null, false, new Backoff(Duration.ofDays(30), 1, Duration.ofDays(300)), null));
        lease(job);

        apply(job, new Report.Failed(ERROR, true));

        assertThat(jdbc.sql("SELECT run_at > clock_timestamp() + INTERVAL '10 minutes' FROM delayed")
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @Test
    void a_concurrency_key_admits_up_to_its_limit_and_the_next_in_order() {
        var jobs = new ArrayList<UUID>();
        for (int i = 0; i < 5; i++) {
            jobs.add(submitted(withKey("printer", 2)));
        }
        assertThat(jobs.stream().map(this::waitsFor))
                .containsExactly("turn", "turn", "concurrency-key", "concurrency-key", "concurrency-key");
        assertThat(task(jobs.get(4)).waitsFor()).isEqualTo(new WaitsFor("concurrency-key", 2L));

        lease(jobs.getFirst());
        apply(jobs.getFirst(), new Report.Failed(ERROR, true));
        assertThat(waitsFor(jobs.get(2)))
                .as("a job that is tried again has not left")
                .isEqualTo("concurrency-key");

        lease(jobs.get(1));
        apply(jobs.get(1), new Report.Done(null, List.of()));
        assertThat(jobs.stream().skip(2).map(this::waitsFor))
                .containsExactly("turn", "concurrency-key", "concurrency-key");

        requests.cancel(jobs.get(3));
        requests.cancel(jobs.get(2));
        assertThat(waitsFor(jobs.get(4))).isEqualTo("turn");
    }

    @Test
    void two_owners_do_not_share_a_concurrency_key() {
        var ada = submitted(withKey("printer", 1));
        var bob = UUID.randomUUID();
        add(List.of(created(bob, "bob", withKey("printer", 1))));

        assertThat(waitsFor(ada)).isEqualTo("turn");
        assertThat(waitsFor(bob)).isEqualTo("turn");
    }

    @Test
    void the_newest_concurrency_limit_applies() {
        submitted(withKey("printer", 1));
        var second = submitted(withKey("printer", 1));
        assertThat(waitsFor(second)).isEqualTo("concurrency-key");

        submitted(withKey("printer", 3));

        assertThat(waitsFor(second)).isEqualTo("turn");
    }

    @Test
    void concurrent_submits_and_cancels_keep_a_concurrency_key_full() throws Exception {
        var jobs = new ArrayList<UUID>();
        var work = new ArrayList<Callable<Void>>();
        for (int i = 0; i < 60; i++) {
            var job = UUID.randomUUID();
            jobs.add(job);
            work.add(() -> {
                add(List.of(created(job, "ada", withKey("printer", 4))));
                if (job.getLeastSignificantBits() % 3 == 0) {
                    requests.cancel(job);
                }
                return null;
            });
        }
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (var one : threads.invokeAll(work)) {
                one.get();
            }
        }

        long open = jobs.stream().filter(job -> state(job).equals("queued")).count();
        assertThat(count("admission")).isEqualTo(Math.min(4, open));
        assertThat(count("ready")).isEqualTo(Math.min(4, open));
    }

    private UUID submitted(@Nullable JobTerms terms) {
        var job = UUID.randomUUID();
        add(List.of(created(job, "ada", terms)));
        return job;
    }

    private void add(List<JobCreated> jobs) {
        transaction.executeWithoutResult(_ ->
                newJobs.add(jobs.stream().map(job -> new Received<>(job, null)).toList()));
    }

    private static JobCreated created(UUID job, String owner, @Nullable JobTerms terms) {
        var spec = new TaskSpec("test", new RawJson("{}"));
        return new JobCreated(UUID.randomUUID(), Instant.EPOCH, job, owner, "test", 5, 3, spec, null, terms);
    }

    private static JobTerms terms(@Nullable Instant runAt, boolean hold) {
        return new JobTerms(runAt, hold, null, null);
    }

    private static JobTerms withKey(String key, int limit) {
        return new JobTerms(null, false, null, new Concurrency(key, limit));
    }

    private void lease(UUID job) {
        jdbc.sql("""
                        WITH gone AS (DELETE FROM ready WHERE task_id = :task)
                        INSERT INTO lease VALUES (:task, 1, 0, 'w', 'infinity', clock_timestamp())
                        """).param("task", task(job).id()).update();
    }

    private void apply(UUID job, Report report) {
        attempts.apply(List.of(new TaskReported(
                UUID.randomUUID(), Instant.EPOCH, job, task(job).id(), 1, "w", report)));
    }

    private TaskStatus task(UUID job) {
        return statuses.status(job).orElseThrow().tasks().getFirst();
    }

    private String waitsFor(UUID job) {
        var waitsFor = task(job).waitsFor();
        return waitsFor == null ? "nothing" : waitsFor.reason();
    }

    private String state(UUID job) {
        return statuses.status(job).orElseThrow().state().wireName();
    }

    private long count(String table) {
        return jdbc.sql("SELECT count(*) FROM " + table).query(Long.class).single();
    }
}

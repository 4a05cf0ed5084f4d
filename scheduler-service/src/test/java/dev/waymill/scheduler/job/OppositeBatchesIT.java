package dev.waymill.scheduler.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.JobCreated;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskReported;
import dev.waymill.events.TaskReported.FollowUp;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.events.TaskSpec;
import dev.waymill.scheduler.SchedulerTest;
import dev.waymill.scheduler.inbox.BatchProcessor.Received;
import dev.waymill.scheduler.report.ReportApplier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Two transactions that make tasks of two owners ready, in several steps each and in opposite order.
@SchedulerTest
class OppositeBatchesIT {
    private static final TaskSpec SPEC = new TaskSpec("test", RawJson.EMPTY_OBJECT);

    @Autowired
    JobInserter newJobs;

    @Autowired
    ReportApplier attempts;

    @Autowired
    JobCommands requests;

    @Autowired
    JdbcClient jdbc;

    /// Each step keeps its flows locked for a while before the next one, so that a rare deadlock becomes
    /// certain.
    @BeforeEach
    void slowSteps() {
        jdbc.sql("""
                        CREATE OR REPLACE FUNCTION slow_step() RETURNS trigger LANGUAGE plpgsql AS $$
                        BEGIN
                            PERFORM pg_sleep(0.3);
                            RETURN NULL;
                        END $$
                        """).update();
        jdbc.sql(
                        "CREATE OR REPLACE TRIGGER slow_step AFTER INSERT OR UPDATE ON flow FOR EACH STATEMENT EXECUTE FUNCTION"
                                + " slow_step()")
                .update();
    }

    @AfterEach
    void fastSteps() {
        jdbc.sql("DROP TRIGGER slow_step ON flow").update();
    }

    @Test
    void batches_that_report_two_owners_in_opposite_order_do_not_deadlock() throws Exception {
        var ada = "ada-" + UUID.randomUUID();
        var bob = "bob-" + UUID.randomUUID();
        var again = new Report.Snoozed(Duration.ZERO);
        var next = new Report.Done(null, List.of(new FollowUp(SPEC, Duration.ZERO, false)));

        var one = List.of(running(ada, again), running(bob, next));
        var other = List.of(running(bob, again), running(ada, next));

        assertThat(atOnce(() -> attempts.apply(one), () -> attempts.apply(other)))
                .isEmpty();
    }

    @Test
    void batches_that_fail_jobs_in_opposite_order_do_not_deadlock() throws Exception {
        var ada = "ada-" + UUID.randomUUID();
        var bob = "bob-" + UUID.randomUUID();
        var again = new Report.Snoozed(Duration.ZERO);
        var dead = new Report.Failed(new dev.waymill.events.TaskError("broken", "It is", null), false);

        var one = List.of(running(ada, again), running(bob, dead));
        var other = List.of(running(bob, again), running(ada, dead));

        assertThat(atOnce(() -> attempts.apply(one), () -> attempts.apply(other)))
                .isEmpty();
    }

    private static List<Throwable> atOnce(Runnable one, Runnable other) throws Exception {
        var start = new CyclicBarrier(2);
        try (var threads = Executors.newFixedThreadPool(2)) {
            return threads
                    .invokeAll(Stream.of(one, other)
                            .map(work -> Executors.callable(() -> {
                                try {
                                    start.await(10, TimeUnit.SECONDS);
                                } catch (Exception e) {
                                    throw new IllegalStateException(e);
                                }
                                work.run();
                            }))
                            .toList())
                    .stream()
                    .filter(future -> future.state() == java.util.concurrent.Future.State.FAILED)
                    .map(java.util.concurrent.Future::exceptionNow)
                    .toList();
        }
    }

    /// A report of the running, only attempt of a new job.
    private TaskReported running(String owner, Report report) {
        var job = UUID.randomUUID();
        var created = new JobCreated(
                UUID.randomUUID(),
                Instant.EPOCH,
                job,
                owner,
                "test",
                5,
                3,
                SPEC,
                new TaskSpec("tidy", RawJson.EMPTY_OBJECT));
        newJobs.add(List.of(new Received<>(created, null)));
        var task = JobStore.idOf(job, "first");
        jdbc.sql("DELETE FROM ready WHERE task_id = :task").param("task", task).update();
        jdbc.sql("""
                        INSERT INTO lease (task_id, attempt, failures, until, worker, started_at)
                        VALUES (:task, 1, 0, now() + interval '1 hour', 'worker', now())
                        """).param("task", task).update();
        return new TaskReported(UUID.randomUUID(), Instant.now(), job, task, 1, "worker", report);
    }
}

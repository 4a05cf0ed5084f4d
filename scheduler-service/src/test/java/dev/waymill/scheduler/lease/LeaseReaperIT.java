package dev.waymill.scheduler.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.runtime.loop.Loop;
import dev.waymill.scheduler.SchedulerTest;
import dev.waymill.scheduler.Tables;
import dev.waymill.scheduler.echo.Echo;
import dev.waymill.scheduler.report.ReportApplier;
import dev.waymill.scheduler.report.ReportApplier.Leased;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The scheduler has received its own echoes for an hour, unless a test says otherwise.
@SchedulerTest
class LeaseReaperIT {
    private static final UUID JOB = new UUID(0, 1);
    private static final UUID TASK = new UUID(0, 2);
    private static final UUID OTHER = new UUID(0, 3);
    private static final Duration SILENCE = Duration.ofSeconds(5);

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ReportApplier attempts;

    @Autowired
    Echo echo;

    @Autowired
    Loop dispatchLoop;

    @Autowired
    Loop leaseLoop;

    @Autowired
    MeterRegistry metrics;

    private LeaseReaper reaper;

    @BeforeEach
    void a_job_of_one_attempt_with_two_tasks_and_a_reaper_that_is_alone_and_has_listened() {
        leaseLoop.stop();
        Tables.empty(jdbc);
        Tables.listening(jdbc);
        reaper = new LeaseReaper(jdbc, attempts, echo, new LeaseProperties(SILENCE), dispatchLoop, metrics);
        jdbc.sql(
                        "INSERT INTO job (id, owner, type, priority, max_attempts, open) VALUES (:job, 'ada', 'test', 5, 1, 2)")
                .param("job", JOB)
                .update();
        for (var task : List.of(TASK, OTHER)) {
            jdbc.sql("INSERT INTO task (id, job_id, kind, payload, cancellable, grace, clean_up)"
                            + " VALUES (:task, :job, 'test', '{}', true, false, false)")
                    .param("task", task)
                    .param("job", JOB)
                    .update();
        }
    }

    @AfterEach
    void nothing_is_left() {
        Tables.empty(jdbc);
        leaseLoop.start();
    }

    @Test
    void a_silent_workers_task_runs_again_and_no_attempt_is_counted() {
        running(TASK, "w");
        heard("w", 0, "1 minute");
        double before = takenBack("silent");

        reaper.tick();
        reaper.tick();

        assertThat(count("lease")).isZero();
        assertThat(failuresOfReadyTask()).isZero();
        assertThat(jdbc.sql("SELECT error_code FROM attempt")
                        .query(String.class)
                        .single())
                .isEqualTo("worker-lost");
        assertThat(takenBack("silent")).isEqualTo(before + 1);
    }

    @Test
    void a_worker_that_took_a_task_and_was_never_heard_is_silent_too() {
        running(TASK, "w");

        reaper.tick();

        assertThat(failuresOfReadyTask()).isZero();
    }

    @Test
    void a_heartbeat_keeps_the_lease_however_long_the_attempt_runs() {
        running(TASK, "w");
        heard("w", 0, "1 second");

        reaper.tick();

        assertThat(count("lease")).isEqualTo(1);
    }

    @Test
    void a_heartbeat_that_comes_after_the_lease_was_found_keeps_it() {
        running(TASK, "w");
        heard("w", 0, "1 minute");
        jdbc.sql("UPDATE worker SET seen_at = clock_timestamp()").update();

        attempts.lost(List.of(new Leased(JOB, TASK, 1)), SILENCE);

        assertThat(count("lease")).isEqualTo(1);
    }

    @Test
    void a_scheduler_that_has_never_heard_itself_takes_nobody_for_silent() {
        jdbc.sql("UPDATE echo SET heard = NULL").update();
        running(TASK, "w");
        heard("w", 0, "1 minute");

        reaper.tick();

        assertThat(count("lease")).isEqualTo(1);
    }

    @Test
    void what_was_said_before_the_last_echo_that_came_back_is_all_that_counts() {
        jdbc.sql("UPDATE echo SET heard = clock_timestamp() - INTERVAL '58 seconds'")
                .update();
        running(TASK, "w");
        heard("w", 0, "1 minute");

        reaper.tick();

        assertThat(count("lease")).isEqualTo(1);
    }

    @Test
    void after_a_gap_we_listen_for_a_while_before_anybody_is_silent() {
        jdbc.sql("UPDATE echo SET since = clock_timestamp() - INTERVAL '2 seconds'")
                .update();
        running(TASK, "w");
        heard("w", 0, "1 minute");

        reaper.tick();

        assertThat(count("lease")).isEqualTo(1);
    }

    @Test
    void a_deaf_partition_makes_its_workers_not_silent_and_those_of_the_others_are() {
        jdbc.sql("INSERT INTO echo SELECT 1, sent_at, since, heard - INTERVAL '1 minute' FROM echo")
                .update();
        running(TASK, "deaf");
        heard("deaf", 1, "1 minute");
        running(OTHER, "dead");
        heard("dead", 0, "1 minute");

        reaper.tick();

        assertThat(jdbc.sql("SELECT worker FROM lease").query(String.class).single())
                .isEqualTo("deaf");
    }

    @Test
    void a_worker_of_whom_we_do_not_know_the_partition_is_not_silent_while_we_are_deaf_on_any() {
        jdbc.sql("INSERT INTO echo SELECT 1, sent_at, since, NULL FROM echo").update();
        running(TASK, "w");

        reaper.tick();

        assertThat(count("lease")).isEqualTo(1);
    }

    @Test
    void a_task_whose_worker_died_twice_while_it_ran_alone_is_dead_with_the_reason() {
        lose(1, TASK);
        assertThat(status()).isEqualTo("queued");

        lose(2, TASK);

        assertThat(jdbc.sql("SELECT state || ' ' || error_code FROM finished WHERE task_id = :task")
                        .param("task", TASK)
                        .query(String.class)
                        .single())
                .isEqualTo("DEAD worker-lost");
        assertThat(status()).isEqualTo("failed");
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(jdbc.sql("SELECT reason FROM dead_letter")
                                .query(String.class)
                                .list())
                        .containsExactly("worker-lost"));
    }

    @Test
    void however_often_a_worker_dies_with_several_attempts_none_of_them_is_held_to_be_the_cause() {
        for (int attempt = 1; attempt <= 6; attempt++) {
            lose(attempt, TASK, OTHER);
        }

        assertThat(count("ready")).isEqualTo(2);
        assertThat(failuresOfReadyTask()).isZero();
        assertThat(jdbc.sql("SELECT DISTINCT deaths || ' ' || alone FROM suspect")
                        .query(String.class)
                        .list())
                .containsExactly("6 0");
    }

    @Test
    void an_attempt_whose_start_is_heard_when_the_others_of_its_dead_worker_are_gone_did_not_run_alone() {
        running(TASK, "w");
        heard("w", 0, "1 minute");
        reaper.tick();
        Tables.listening(jdbc);
        running(OTHER, "w");
        heard("w", 0, "1 minute");

        reaper.tick();

        assertThat(jdbc.sql("SELECT alone FROM suspect WHERE task_id = :task")
                        .param("task", OTHER)
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void the_suspicion_of_a_task_ends_with_the_task() {
        lose(1, TASK);
        jdbc.sql("DELETE FROM ready").update();
        jdbc.sql("INSERT INTO finished (task_id, state, attempt) VALUES (:task, 'SUCCEEDED', 2)")
                .param("task", TASK)
                .update();

        reaper.tick();

        assertThat(count("suspect")).isZero();
    }

    @Test
    void a_dispatch_that_nobody_took_in_time_comes_back_uncounted() {
        dispatched("- INTERVAL '1 minute'");
        double before = takenBack("never-started");

        reaper.tick();

        assertThat(count("lease")).isZero();
        assertThat(failuresOfReadyTask()).isZero();
        assertThat(jdbc.sql("SELECT attempt FROM ready").query(Integer.class).single())
                .isEqualTo(1);
        assertThat(takenBack("never-started")).isEqualTo(before + 1);
    }

    @Test
    void a_dispatch_is_kept_while_the_start_of_a_worker_that_began_in_time_may_be_on_its_way() {
        dispatched("- INTERVAL '5 seconds'");

        reaper.tick();

        assertThat(count("lease")).isEqualTo(1);
    }

    @Test
    void a_dispatch_is_kept_while_we_may_not_have_heard_of_its_start() {
        dispatched("- INTERVAL '1 hour'");
        jdbc.sql("INSERT INTO echo SELECT 1, sent_at, since, NULL FROM echo").update();

        reaper.tick();

        assertThat(count("lease")).isEqualTo(1);
    }

    @Test
    void a_dispatch_may_wait_until_its_time_is_up() {
        dispatched("+ INTERVAL '1 minute'");

        reaper.tick();

        assertThat(count("lease")).isEqualTo(1);
    }

    @Test
    void no_echo_is_sent_while_nobody_is_suspected() {
        jdbc.sql("DELETE FROM echo").update();
        running(TASK, "w");
        heard("w", 0, "0 seconds");

        reaper.tick();

        assertThat(count("echo")).isZero();
    }

    @Test
    void every_reason_for_which_leases_are_taken_back_has_a_counter_from_the_start() {
        assertThat(List.of("silent", "never-started", "unsent"))
                .allSatisfy(why -> assertThat(metrics.find("waymill.leases.taken.back")
                                .tag("why", why)
                                .counter())
                        .isNotNull());
    }

    private void lose(int attempt, UUID... tasks) {
        Tables.listening(jdbc);
        jdbc.sql("DELETE FROM ready").update();
        for (var task : tasks) {
            running(task, "w" + attempt, attempt);
        }
        reaper.tick();
        assertThat(count("lease")).isZero();
    }

    private void running(UUID task, String worker) {
        running(task, worker, 1);
    }

    private void running(UUID task, String worker, int attempt) {
        jdbc.sql("INSERT INTO lease (task_id, attempt, failures, worker, until, started_at)"
                        + " VALUES (:task, :attempt, 0, :worker, 'infinity', clock_timestamp() - INTERVAL '1 hour')")
                .param("task", task)
                .param("worker", worker)
                .param("attempt", attempt)
                .update();
    }

    private void dispatched(String until) {
        jdbc.sql("INSERT INTO lease (task_id, attempt, failures, until) VALUES (:task, 1, 0, clock_timestamp() " + until
                        + ")")
                .param("task", TASK)
                .update();
    }

    private void heard(String worker, int partition, String ago) {
        jdbc.sql("""
                        INSERT INTO worker (id, slots, seen_at, partition)
                        VALUES (:worker, 1, clock_timestamp() - :ago::interval, :partition)
                        ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, partition = excluded.partition
                        """)
                .param("worker", worker)
                .param("partition", partition)
                .param("ago", ago)
                .update();
    }

    private String status() {
        return jdbc.sql("SELECT state FROM job").query(String.class).single();
    }

    private int failuresOfReadyTask() {
        return jdbc.sql(
                        "SELECT max(failures) FROM (SELECT failures FROM delayed UNION ALL SELECT failures FROM ready) r")
                .query(Integer.class)
                .single();
    }

    private double takenBack(String why) {
        return metrics.counter("waymill.leases.taken.back", "why", why).count();
    }

    private long count(String table) {
        return jdbc.sql("SELECT count(*) FROM " + table).query(Long.class).single();
    }
}

package dev.waymill.scheduler.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.runtime.loop.Loop;
import dev.waymill.scheduler.SchedulerTest;
import dev.waymill.scheduler.Tables;
import dev.waymill.scheduler.echo.Echo;
import dev.waymill.scheduler.metrics.LeaseMeters;
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

    @Autowired
    LeaseMeters leaseMeters;

    private LeaseReaper reaper;

    @BeforeEach
    void a_job_with_two_tasks_and_a_reaper_with_fresh_echoes() {
        leaseLoop.stop();
        Tables.empty(jdbc);
        Tables.listening(jdbc);
        reaper = new LeaseReaper(jdbc, attempts, echo, new LeaseProperties(SILENCE), dispatchLoop, leaseMeters);
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
    void empty_the_tables_and_start_the_loop() {
        Tables.empty(jdbc);
        leaseLoop.start();
    }

    @Test
    void a_silent_workers_task_runs_again_and_counts_no_failure() {
        running(TASK, "w");
        lastHeartbeat("w", 0, "1 minute");
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
    void a_worker_without_any_heartbeat_is_silent() {
        running(TASK, "w");

        reaper.tick();

        assertThat(failuresOfReadyTask()).isZero();
    }

    @Test
    void heartbeats_keep_the_lease_of_a_long_attempt() {
        running(TASK, "w");
        lastHeartbeat("w", 0, "1 second");

        reaper.tick();

        assertThat(count("lease")).isEqualTo(1);
    }

    @Test
    void a_heartbeat_after_the_lease_was_selected_keeps_the_lease() {
        running(TASK, "w");
        lastHeartbeat("w", 0, "1 minute");
        jdbc.sql("UPDATE worker SET seen_at = clock_timestamp()").update();

        attempts.lost(List.of(new Leased(JOB, TASK, 1)), SILENCE);

        assertThat(count("lease")).isEqualTo(1);
    }

    @Test
    void no_worker_is_silent_before_the_first_echo_returns() {
        jdbc.sql("UPDATE echo SET received_at = NULL").update();
        running(TASK, "w");
        lastHeartbeat("w", 0, "1 minute");

        reaper.tick();

        assertThat(count("lease")).isEqualTo(1);
    }

    @Test
    void silence_is_measured_up_to_the_last_returned_echo() {
        jdbc.sql("UPDATE echo SET received_at = clock_timestamp() - INTERVAL '58 seconds'")
                .update();
        running(TASK, "w");
        lastHeartbeat("w", 0, "1 minute");

        reaper.tick();

        assertThat(count("lease")).isEqualTo(1);
    }

    @Test
    void after_a_gap_in_echoes_no_worker_is_silent_for_a_while() {
        jdbc.sql("UPDATE echo SET since = clock_timestamp() - INTERVAL '2 seconds'")
                .update();
        running(TASK, "w");
        lastHeartbeat("w", 0, "1 minute");

        reaper.tick();

        assertThat(count("lease")).isEqualTo(1);
    }

    @Test
    void workers_on_a_partition_without_echoes_are_not_silent() {
        jdbc.sql("INSERT INTO echo SELECT 1, sent_at, since, received_at - INTERVAL '1 minute' FROM echo")
                .update();
        running(TASK, "deaf");
        lastHeartbeat("deaf", 1, "1 minute");
        running(OTHER, "dead");
        lastHeartbeat("dead", 0, "1 minute");

        reaper.tick();

        assertThat(jdbc.sql("SELECT worker FROM lease").query(String.class).single())
                .isEqualTo("deaf");
    }

    @Test
    void a_worker_on_an_unknown_partition_is_silent_only_if_all_echoes_return() {
        jdbc.sql("INSERT INTO echo SELECT 1, sent_at, since, NULL FROM echo").update();
        running(TASK, "w");

        reaper.tick();

        assertThat(count("lease")).isEqualTo(1);
    }

    @Test
    void a_task_that_ran_alone_during_two_worker_deaths_is_dead() {
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
    void worker_deaths_with_several_attempts_blame_none_of_them() {
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
    void an_attempt_reported_after_its_dead_workers_others_did_not_run_alone() {
        running(TASK, "w");
        lastHeartbeat("w", 0, "1 minute");
        reaper.tick();
        Tables.listening(jdbc);
        running(OTHER, "w");
        lastHeartbeat("w", 0, "1 minute");

        reaper.tick();

        assertThat(jdbc.sql("SELECT alone FROM suspect WHERE task_id = :task")
                        .param("task", OTHER)
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void a_finished_task_is_no_longer_suspected() {
        lose(1, TASK);
        jdbc.sql("DELETE FROM ready").update();
        jdbc.sql("INSERT INTO finished (task_id, state, attempt) VALUES (:task, 'SUCCEEDED', 2)")
                .param("task", TASK)
                .update();

        reaper.tick();

        assertThat(count("suspect")).isZero();
    }

    @Test
    void a_dispatch_not_started_in_time_is_requeued_without_a_failure() {
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
    void a_dispatch_is_kept_while_a_timely_start_report_may_be_in_transit() {
        dispatched("- INTERVAL '5 seconds'");

        reaper.tick();

        assertThat(count("lease")).isEqualTo(1);
    }

    @Test
    void a_dispatch_is_kept_while_a_partition_has_no_echo() {
        dispatched("- INTERVAL '1 hour'");
        jdbc.sql("INSERT INTO echo SELECT 1, sent_at, since, NULL FROM echo").update();

        reaper.tick();

        assertThat(count("lease")).isEqualTo(1);
    }

    @Test
    void a_dispatch_is_kept_until_its_start_deadline() {
        dispatched("+ INTERVAL '1 minute'");

        reaper.tick();

        assertThat(count("lease")).isEqualTo(1);
    }

    @Test
    void no_echo_is_sent_while_all_workers_send_heartbeats() {
        jdbc.sql("DELETE FROM echo").update();
        running(TASK, "w");
        lastHeartbeat("w", 0, "0 seconds");

        reaper.tick();

        assertThat(count("echo")).isZero();
    }

    @Test
    void every_reason_to_take_back_a_lease_has_a_counter_at_startup() {
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

    private void lastHeartbeat(String worker, int partition, String ago) {
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

package dev.waymill.scheduler.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.runtime.loop.Loop;
import dev.waymill.scheduler.SchedulerTest;
import dev.waymill.scheduler.Tables;
import dev.waymill.scheduler.report.Attempts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The scheduler's own reaper may be at work beside the one of the test: what either takes back, it takes back
/// once.
@SchedulerTest
class LeaseReaperIT {
    private static final UUID JOB = new UUID(0, 1);
    private static final UUID TASK = new UUID(0, 2);

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Attempts attempts;

    @Autowired
    Loop dispatchLoop;

    @Autowired
    Loop leaseLoop;

    private Instant now = Instant.EPOCH;
    private LeaseReaper reaper;

    @BeforeEach
    void a_job_with_one_task_and_a_reaper_that_has_listened_for_a_minute() {
        reaper = justStarted();
        now = now.plusSeconds(60);
        jdbc.sql("INSERT INTO job (id, owner, type, priority, max_attempts) VALUES (:job, 'ada', 'test', 5, 2)")
                .param("job", JOB)
                .update();
        jdbc.sql("INSERT INTO task (id, job_id, kind, payload, cancellable, grace, clean_up)"
                        + " VALUES (:task, :job, 'test', '{}', true, false, false)")
                .param("task", TASK)
                .param("job", JOB)
                .update();
    }

    @AfterEach
    void nothing_is_left() {
        Tables.empty(jdbc);
    }

    @Test
    void a_silent_workers_task_comes_back_with_the_attempt_counted() {
        running(1, 0);
        heard("1 minute");

        reaper.tick();
        reaper.tick();

        assertThat(count("lease")).isZero();
        assertThat(failuresOfReadyTask()).isEqualTo(1);
        assertThat(jdbc.sql("SELECT error_code FROM attempt")
                        .query(String.class)
                        .single())
                .isEqualTo("worker-lost");
    }

    @Test
    void a_worker_that_took_a_task_and_was_never_heard_is_silent_too() {
        running(1, 0);

        reaper.tick();

        assertThat(failuresOfReadyTask()).isEqualTo(1);
    }

    @Test
    void a_heartbeat_keeps_the_lease_however_long_the_attempt_runs() {
        running(1, 0);
        heard("1 second");

        reaper.tick();

        assertThat(count("lease")).isEqualTo(1);
    }

    @Test
    void a_scheduler_that_has_just_started_takes_nobody_for_silent() {
        leaseLoop.stop();
        try {
            running(1, 0);
            heard("1 minute");

            justStarted().tick();

            assertThat(count("lease")).isEqualTo(1);
        } finally {
            leaseLoop.start();
        }
    }

    @Test
    void the_last_attempt_lost_kills_the_task_and_fails_the_job() {
        running(2, 1);
        heard("1 minute");

        reaper.tick();

        assertThat(jdbc.sql("SELECT state FROM finished").query(String.class).single())
                .isEqualTo("DEAD");
        assertThat(jdbc.sql("SELECT state || ' ' || error_code FROM job")
                        .query(String.class)
                        .single())
                .isEqualTo("failed worker-lost");
    }

    @Test
    void a_dispatch_that_nobody_took_in_time_comes_back_uncounted() {
        jdbc.sql("INSERT INTO lease (task_id, attempt, failures, until)"
                        + " VALUES (:task, 1, 0, clock_timestamp() - INTERVAL '1 minute')")
                .param("task", TASK)
                .update();

        reaper.tick();

        assertThat(count("lease")).isZero();
        assertThat(failuresOfReadyTask()).isZero();
        assertThat(jdbc.sql("SELECT attempt FROM ready").query(Integer.class).single())
                .isEqualTo(1);
    }

    @Test
    void what_a_dead_scheduler_claimed_and_never_sent_comes_back_uncounted() {
        jdbc.sql("INSERT INTO claim (until) VALUES (clock_timestamp() - INTERVAL '1 second')")
                .update();
        jdbc.sql("INSERT INTO lease (task_id, attempt, failures, until, claim)"
                        + " SELECT :task, 1, 0, clock_timestamp() + INTERVAL '1 minute', id FROM claim")
                .param("task", TASK)
                .update();

        reaper.tick();
        reaper.tick();

        assertThat(count("lease")).isZero();
        assertThat(count("claim")).isZero();
        assertThat(failuresOfReadyTask()).isZero();
    }

    @Test
    void a_dispatch_is_kept_while_the_start_of_a_worker_that_began_in_time_may_be_on_its_way() {
        jdbc.sql("INSERT INTO lease (task_id, attempt, failures, until)"
                        + " VALUES (:task, 1, 0, clock_timestamp() - INTERVAL '5 seconds')")
                .param("task", TASK)
                .update();

        reaper.tick();

        assertThat(count("lease")).isEqualTo(1);
    }

    @Test
    void a_dispatch_may_wait_until_its_time_is_up() {
        jdbc.sql("INSERT INTO lease (task_id, attempt, failures, until)"
                        + " VALUES (:task, 1, 0, clock_timestamp() + INTERVAL '1 minute')")
                .param("task", TASK)
                .update();

        reaper.tick();

        assertThat(count("lease")).isEqualTo(1);
    }

    private void running(int attempt, int failures) {
        jdbc.sql(
                        "INSERT INTO lease (task_id, attempt, failures, worker, until, started_at)"
                                + " VALUES (:task, :attempt, :failures, 'w', 'infinity', clock_timestamp() - INTERVAL '1 hour')")
                .param("task", TASK)
                .param("attempt", attempt)
                .param("failures", failures)
                .update();
    }

    private void heard(String ago) {
        jdbc.sql("INSERT INTO worker VALUES ('w', 1, clock_timestamp() - :ago::interval)")
                .param("ago", ago)
                .update();
    }

    private int failuresOfReadyTask() {
        return jdbc.sql("SELECT failures FROM (SELECT failures FROM delayed UNION ALL SELECT failures FROM ready) r")
                .query(Integer.class)
                .single();
    }

    private long count(String table) {
        return jdbc.sql("SELECT count(*) FROM " + table).query(Long.class).single();
    }

    private LeaseReaper justStarted() {
        var clock = new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        return new LeaseReaper(jdbc, attempts, new LeaseProperties(Duration.ofSeconds(5)), dispatchLoop, clock);
    }
}

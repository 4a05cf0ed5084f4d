package dev.waymill.scheduler.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.runtime.loop.Loop;
import dev.waymill.scheduler.SchedulerTest;
import dev.waymill.scheduler.Tables;
import dev.waymill.scheduler.dispatch.DispatchBudget;
import dev.waymill.scheduler.metrics.RunTimes;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;

@SchedulerTest
class QueueSamplerIT {
    @Autowired
    QueueSampler sampler;

    @Autowired
    Loop queueSampleLoop;

    @Autowired
    DispatchBudget dispatch;

    @Autowired
    RunTimes runTimes;

    @Autowired
    DataSource database;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    MeterRegistry registry;

    @BeforeEach
    void a_stopped_loop_and_empty_tables() {
        queueSampleLoop.stop();
        Tables.empty(jdbc);
    }

    @AfterEach
    void empty_the_tables_and_start_the_loop() {
        Tables.empty(jdbc);
        queueSampleLoop.start();
    }

    @Test
    void every_state_has_its_count_and_the_age_of_its_oldest_task() {
        fill("held", "task_id, attempt, failures", "gen_random_uuid(), 0, 0", 2);
        fill("blocked", "task_id", "gen_random_uuid()", 3);
        fill(
                "delayed",
                "task_id, run_at, attempt, failures",
                "gen_random_uuid(), clock_timestamp() + '1 day', 0, 0",
                4);
        fill("waiting_for_key", "owner, key, task_id, attempt, failures", "'o', 'k', gen_random_uuid(), 0, 0", 5);
        fill(
                "ready",
                "start, task_id, attempt, failures, ready_at",
                "n, gen_random_uuid(), 0, 0, clock_timestamp() - n * INTERVAL '1 minute'",
                6);
        fill(
                "ready",
                "start, limited_by, task_id, attempt, failures, ready_at",
                "(1::bigint << 62) + n, 'type:x', gen_random_uuid(), 0, 0, clock_timestamp() - INTERVAL '1 hour'",
                7);
        fill(
                "lease",
                "task_id, attempt, failures, until, claimed_at",
                "gen_random_uuid(), 1, 0, 'infinity', clock_timestamp() - INTERVAL '2 minutes'",
                8);
        fill(
                "lease",
                "task_id, attempt, failures, until, worker, started_at",
                "gen_random_uuid(), 1, 0, 'infinity', 'w', clock_timestamp() - INTERVAL '3 minutes'",
                9);

        sampler.tick();

        assertThat(tasks("held")).isEqualTo(2);
        assertThat(tasks("blocked")).isEqualTo(3);
        assertThat(tasks("delayed")).isEqualTo(4);
        assertThat(tasks("overdue")).isZero();
        assertThat(tasks("waiting-for-key")).isEqualTo(5);
        assertThat(tasks("ready")).isEqualTo(6);
        assertThat(tasks("limited")).isEqualTo(7);
        assertThat(tasks("dispatched")).isEqualTo(8);
        assertThat(tasks("running")).isEqualTo(9);
        assertThat(oldest("overdue")).isZero();
        assertThat(oldest("ready")).isBetween(360.0, 420.0);
        assertThat(oldest("limited")).isBetween(3_600.0, 3_660.0);
        assertThat(oldest("dispatched")).isBetween(120.0, 180.0);
        assertThat(oldest("running")).isBetween(180.0, 240.0);
    }

    @Test
    void a_count_stops_at_a_hundred_thousand() {
        fill("ready", "start, task_id, attempt, failures", "n, gen_random_uuid(), 0, 0", 100_500);

        sampler.tick();

        assertThat(tasks("ready")).isEqualTo(100_001);
    }

    @Test
    void workers_changes_limits_and_dead_letters_are_counted() {
        jdbc.sql(
                        "INSERT INTO worker (id, slots, seen_at) VALUES ('a', 8, clock_timestamp()), ('b', 4, clock_timestamp()),"
                                + " ('gone', 99, clock_timestamp() - INTERVAL '1 hour')")
                .update();
        jdbc.sql("INSERT INTO dispatch_limit (scope, name, at_once, paused) VALUES ('type', 'x', 1, false),"
                        + " ('type', 'y', NULL, true)")
                .update();
        fill("dead_letter_outbox", "task_id, attempt, reason, generation", "gen_random_uuid(), 1, 'worker-lost', 0", 2);

        sampler.tick();

        var sample = sampler.last();
        assertThat(sample.workers().living()).isEqualTo(2);
        assertThat(sample.workers().slots()).isEqualTo(12);
        assertThat(sample.backlog().limits()).isEqualTo(2);
        assertThat(sample.backlog().pausedLimits()).isEqualTo(1);
        assertThat(registry.get("waymill.slots").gauge().value()).isEqualTo(12);
        assertThat(registry.get("waymill.dead.letters.open").gauge().value()).isZero();
        assertThat(sample.backlog().historyDays()).isPositive();
    }

    @Test
    void while_the_database_is_away_the_last_sample_stays() {
        var away = new AtomicBoolean();
        var flaky = new DelegatingDataSource(database) {
            @Override
            public Connection getConnection() throws SQLException {
                if (away.get()) {
                    throw new SQLException("connection refused");
                }
                return super.getConnection();
            }
        };
        var own = new QueueSampler(new SampleStore(flaky), dispatch, runTimes, Clock.systemUTC());
        own.tick();
        var last = own.last();

        away.set(true);
        assertThatThrownBy(own::tick).isInstanceOf(CannotGetJdbcConnectionException.class);

        assertThat(own.last()).isSameAs(last);
        long inAnHour = Objects.requireNonNull(last.time()).nanos() + 3_600_000_000_000L;
        assertThat(SampleMoment.timeOf(last.time(), inAnHour).secondsAgo()).isEqualTo(3_600.0);
    }

    private void fill(String table, String columns, String values, int rows) {
        jdbc.sql("INSERT INTO " + table + " (" + columns + ") SELECT " + values + " FROM generate_series(1, :rows) n")
                .param("rows", rows)
                .update();
    }

    private double tasks(String state) {
        return registry.get("waymill.tasks").tag("state", state).gauge().value();
    }

    private double oldest(String state) {
        return registry.get("waymill.tasks.oldest.age")
                .tag("state", state)
                .gauge()
                .value();
    }
}

package dev.waymill.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.events.TaskDispatched;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.worker.WorkerTest;
import dev.waymill.worker.handler.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/// Records with a start deadline, on a worker with one slot whose host's clock is two hours ahead.
@WorkerTest
@TestPropertySource(properties = "waymill.consume.concurrency=1")
@Import({AttemptRunnerIT.Recording.class, Acts.Beans.class, AttemptExpiryIT.WrongClock.class})
class AttemptExpiryIT {
    private static final Duration WITHIN = Duration.ofMinutes(15);

    @Autowired
    Acts acts;

    @Autowired
    MeterRegistry meters;

    @Autowired
    ExecutionStore database;

    @Autowired
    JdbcClient jdbc;

    @TestConfiguration
    static class WrongClock {
        @Bean
        @Primary
        Clock hoursAhead() {
            return Clock.offset(Clock.systemUTC(), Duration.ofHours(2));
        }
    }

    @Test
    void an_expired_task_is_dropped_and_a_fresh_one_runs() {
        double expired = expired();
        var old = acts.begin(sent(database.now().minus(Duration.ofHours(1))), _ -> new Outcome.Done(null));
        var fresh = acts.begin(sent(database.now()), _ -> new Outcome.Done(null));

        assertThat(acts.end(fresh)).isInstanceOf(Report.Done.class);
        await().until(() -> expired() == expired + 1);
        assertThat(acts.hasBegun(old)).isFalse();
        assertNotClaimed(old);
    }

    @Test
    void a_task_that_expires_while_it_waits_for_a_slot_is_dropped() {
        double expired = expired();
        var open = new CountDownLatch(1);
        var long_ = acts.begin(sent(database.now()), _ -> {
            open.await();
            return new Outcome.Done(null);
        });
        await().until(() -> acts.hasBegun(long_));
        var soon = database.now().plusSeconds(1);
        var waiting = acts.begin(Acts.task(soon.minus(WITHIN), soon), _ -> new Outcome.Done(null));
        var patient = acts.begin(sent(database.now()), _ -> new Outcome.Done(null));
        await().until(() -> database.now().isAfter(soon.plusSeconds(1)));

        open.countDown();

        assertThat(acts.end(patient)).isInstanceOf(Report.Done.class);
        await().until(() -> expired() == expired + 1);
        assertThat(acts.hasBegun(waiting)).isFalse();
        assertNotClaimed(waiting);
    }

    @Test
    void a_task_without_a_start_deadline_runs() {
        assertThat(acts.end(acts.begin(_ -> new Outcome.Done(null)))).isInstanceOf(Report.Done.class);
    }

    private static TaskDispatched sent(Instant at) {
        return Acts.task(at, at.plus(WITHIN));
    }

    private double expired() {
        return meters.get("waymill.attempts.expired").counter().count();
    }

    private void assertNotClaimed(TaskDispatched task) {
        assertThat(jdbc.sql("SELECT count(*) FROM execution WHERE task_id = :task")
                        .param("task", task.taskId())
                        .query(Integer.class)
                        .single())
                .isZero();
    }
}

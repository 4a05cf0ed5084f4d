package dev.waymill.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.events.AttemptLimits;
import dev.waymill.events.EventCodec;
import dev.waymill.events.JobCancelled;
import dev.waymill.events.TaskDispatched;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.worker.WorkerTest;
import dev.waymill.worker.handler.Attempt;
import dev.waymill.worker.handler.Handlers;
import dev.waymill.worker.handler.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.test.context.TestPropertySource;

/// Attempts that must stop: each ends with a report and frees its slot, whatever its handler does.
@WorkerTest
@TestPropertySource(
        properties = {
            "waymill.attempts.courtesy=400ms",
            "waymill.consume.concurrency=2",
            "waymill.attempts.limits[test.act].time-limit=1h"
        })
@Import({AttemptRunnerIT.Recording.class, Acts.Beans.class})
class AttemptStopsIT {
    private static final AttemptLimits SHORT = new AttemptLimits(Duration.ofSeconds(1), null);

    @Autowired
    Acts acts;

    @Autowired
    KafkaTemplate<String, byte[]> kafka;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    MeterRegistry meters;

    @Autowired
    HealthIndicator attemptsHealthIndicator;

    @Autowired
    Handlers handlers;

    @Test
    void a_cancellation_reaches_both_running_attempts_of_a_task() {
        var first = Acts.task(Acts.KIND);
        acts.begin(first, AttemptStopsIT::runForever);
        patient().until(() -> acts.hasBegun(first));
        var second = Acts.task(first.jobId(), first.taskId(), 2, Acts.KIND, null, null);
        acts.send(second);
        patient().until(() -> acts.hasBegun(second));

        cancelUntilEnded(first);
        cancelUntilEnded(second);

        assertCode(first, "cancelled", false);
        assertCode(second, "cancelled", false);
        assertSlotsAreFree();
    }

    @Test
    void a_cancelled_sleeping_handler_is_interrupted() {
        var task = acts.begin(_ -> {
            Thread.sleep(Duration.ofHours(1));
            return new Outcome.Done(null);
        });
        patient().until(() -> acts.hasBegun(task));

        cancelUntilEnded(task);

        assertCode(task, "cancelled", false);
        assertSlotsAreFree();
        assertThat(stuck()).isZero();
    }

    @Test
    void a_cancelled_handler_that_ignores_interrupts_stops_at_its_next_progress() {
        var task = acts.begin(attempt -> {
            while (true) {
                try {
                    Thread.sleep(Duration.ofHours(1));
                } catch (InterruptedException _) {
                    attempt.progress("on", 0, 0);
                }
            }
        });
        patient().until(() -> acts.hasBegun(task));

        cancelUntilEnded(task);

        assertCode(task, "cancelled", false);
        assertThat(stuck()).isZero();
    }

    @Test
    void a_cancelled_attempt_cancels_its_running_statement() {
        var task = acts.begin(_ -> {
            jdbc.sql("SELECT pg_sleep(3600)").query().listOfRows();
            return new Outcome.Done(null);
        });
        patient().until(() -> sleepers() == 1);

        cancelUntilEnded(task);

        assertCode(task, "cancelled", false);
        patient().until(() -> sleepers() == 0);
        assertSlotsAreFree();
        assertThat(stuck()).isZero();
    }

    @Test
    void an_unstoppable_thread_frees_its_slot_and_shows_in_health() throws Exception {
        var release = new AtomicBoolean();
        var one = acts.begin(_ -> spinUntil(release));
        var other = acts.begin(_ -> spinUntil(release));
        patient().until(() -> acts.hasBegun(one) && acts.hasBegun(other));

        cancelUntilEnded(one);
        cancelUntilEnded(other);

        assertCode(one, "cancelled", false);
        assertCode(other, "cancelled", false);
        assertThat(stuck()).isEqualTo(2);
        assertThat(health().getDetails()).containsEntry("stuck", 2);
        assertThat(health().getStatus().getCode()).isEqualTo("DOWN");
        assertSlotsAreFree();
        release.set(true);
        patient().until(() -> stuck() == 0);
        assertThat(health().getStatus().getCode()).isEqualTo("UP");
    }

    @Test
    void an_endlessly_backtracking_pattern_ends_at_the_time_limit() {
        var pattern = Pattern.compile("a*a*a*a*a*a*b");
        var text = new EndlessText();
        var task = acts.begin(
                Acts.task(SHORT),
                _ -> new Outcome.Fail("found", "" + pattern.matcher(text).find(), false));

        assertCode(task, "time-limit", true);
        assertSlotsAreFree();
        assertThat(stuck()).isEqualTo(1);
        text.released = true;
        patient().until(() -> stuck() == 0);
    }

    /// Endless until the test releases it.
    private static final class EndlessText implements CharSequence {
        private volatile boolean released;

        @Override
        public int length() {
            return 20_000;
        }

        @Override
        public char charAt(int index) {
            if (released) {
                throw new IllegalStateException("enough");
            }
            return 'a';
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void an_attempt_beyond_its_time_limit_fails_retryably_despite_progress() {
        var stopped = stopped("time-limit");
        var task = acts.begin(Acts.task(SHORT), AttemptStopsIT::runForever);

        assertCode(task, "time-limit", true);
        assertThat(((Report.Failed) acts.end(task)).error().message()).contains("PT1S");
        patient().until(() -> stopped("time-limit") == stopped + 1);
    }

    @Test
    void an_attempt_that_repeats_the_same_progress_makes_no_progress() {
        var limits = new AttemptLimits(null, Duration.ofSeconds(1));
        var task = acts.begin(Acts.task(limits), attempt -> {
            while (true) {
                attempt.progress("loop", 7, 10);
                Thread.sleep(10);
            }
        });

        assertCode(task, "no-progress", true);
        assertSlotsAreFree();
    }

    @Test
    void an_attempt_that_waits_for_a_lock_makes_no_progress() {
        var limits = new AttemptLimits(null, Duration.ofSeconds(1));
        var never = new CountDownLatch(1);
        var task = acts.begin(Acts.task(limits), _ -> {
            never.await();
            return new Outcome.Done(null);
        });

        assertCode(task, "no-progress", true);
    }

    @Test
    void an_attempt_with_regular_progress_is_not_stopped() {
        var limits = new AttemptLimits(null, Duration.ofSeconds(5));
        var task = acts.begin(Acts.task(limits), attempt -> {
            for (int i = 0; i < 70; i++) {
                attempt.progress("steps", i, 70);
                Thread.sleep(100);
            }
            return new Outcome.Done(null);
        });

        assertThat(acts.end(task)).isInstanceOf(Report.Done.class);
    }

    @Test
    void an_attempt_that_still_returns_a_result_after_its_limit_succeeds() {
        var interrupts = new AtomicInteger();
        var task = acts.begin(Acts.task(SHORT), _ -> {
            try {
                TimeUnit.HOURS.sleep(1);
            } catch (InterruptedException _) {
                interrupts.incrementAndGet();
            }
            return new Outcome.Done(null);
        });

        assertThat(acts.end(task)).isInstanceOf(Report.Done.class);
        assertThat(interrupts).hasValue(1);
    }

    /// Whatever exception a library throws when it is interrupted.
    @Test
    void a_failure_caused_by_the_stop_is_reported_as_the_stop() {
        var task = acts.begin(Acts.task(SHORT), _ -> {
            try {
                TimeUnit.HOURS.sleep(1);
            } catch (InterruptedException e) {
                throw new java.io.UncheckedIOException(new java.nio.channels.ClosedByInterruptException());
            }
            return new Outcome.Done(null);
        });

        assertCode(task, "time-limit", true);
    }

    @Test
    void an_interrupt_does_not_reach_the_next_handler_of_the_thread() {
        for (int i = 0; i < 20; i++) {
            // Close to the courtesy, so that some end exactly when they are interrupted.
            var nearly = Duration.ofMillis(395 + i % 10);
            var stopped = acts.begin(Acts.task(new AttemptLimits(Duration.ofMillis(1), null)), _ -> {
                Thread.sleep(nearly);
                return new Outcome.Done(null);
            });
            var next = acts.begin(_ -> {
                Thread.sleep(50);
                return new Outcome.Done(null);
            });
            acts.end(stopped);
            assertThat(acts.end(next)).isInstanceOf(Report.Done.class);
        }
    }

    @Test
    void a_job_may_lower_the_limits_of_its_kind_but_not_raise_them() {
        var kind = new AttemptLimits(Duration.ofMinutes(10), Duration.ofMinutes(1));

        assertThat(Handlers.shorter(kind, new AttemptLimits(Duration.ofHours(1), Duration.ofSeconds(1))))
                .isEqualTo(new AttemptLimits(Duration.ofMinutes(10), Duration.ofSeconds(1)));
        assertThat(Handlers.shorter(kind, AttemptLimits.NONE)).isEqualTo(kind);
        assertThat(Handlers.shorter(AttemptLimits.NONE, kind)).isEqualTo(kind);
    }

    @Test
    void kinds_without_a_limit_are_known_at_startup() {
        assertThat(handlers.unlimited())
                .contains("simulation")
                .doesNotContain(Acts.KIND, "import.stage", "import.promote", "import.discard", "revert", "noop");
    }

    private static Outcome runForever(Attempt attempt) throws Exception {
        for (long i = 0; ; i++) {
            attempt.progress("on", i, 0);
            Thread.sleep(10);
        }
    }

    private static Outcome spinUntil(AtomicBoolean release) {
        long spins = 0;
        while (!release.get()) {
            spins++;
        }
        return new Outcome.Fail("spun", "" + spins, false);
    }

    private void assertCode(TaskDispatched task, String code, boolean retryable) {
        assertThat(acts.end(task)).isInstanceOfSatisfying(Report.Failed.class, failed -> {
            assertThat(failed.error().code()).isEqualTo(code);
            assertThat(failed.retryable()).isEqualTo(retryable);
        });
    }

    /// Checks that as many attempts run at the same time as there are slots.
    private void assertSlotsAreFree() {
        var both = new CountDownLatch(2);
        var one = acts.begin(_ -> meet(both));
        var other = acts.begin(_ -> meet(both));
        assertThat(acts.end(one)).isInstanceOf(Report.Done.class);
        assertThat(acts.end(other)).isInstanceOf(Report.Done.class);
    }

    private static Outcome meet(CountDownLatch both) throws InterruptedException {
        both.countDown();
        return both.await(50, TimeUnit.SECONDS) ? new Outcome.Done(null) : new Outcome.Fail("alone", "alone", false);
    }

    /// Repeats the cancellation until the attempt ends: a worker reads only cancellations sent after its own
    /// start, which may be just now.
    private void cancelUntilEnded(TaskDispatched task) {
        patient().pollInterval(Duration.ofMillis(300)).until(() -> {
            kafka.send(EventCodec.toRecord(new JobCancelled(UUID.randomUUID(), Instant.EPOCH, task.jobId()), null))
                    .join();
            return acts.hasEnded(task);
        });
    }

    private static ConditionFactory patient() {
        return await().atMost(Duration.ofSeconds(60));
    }

    private int stuck() {
        return (int) meters.get("waymill.attempts.stuck").gauge().value();
    }

    private double stopped(String reason) {
        return meters.get("waymill.attempts.stopped")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private int sleepers() {
        return jdbc.sql(
                        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'")
                .query(Integer.class)
                .single();
    }

    private Health health() {
        return Objects.requireNonNull(attemptsHealthIndicator.health());
    }
}

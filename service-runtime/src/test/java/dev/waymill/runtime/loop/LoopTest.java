package dev.waymill.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopTest {
    private final AtomicInteger ticks = new AtomicInteger();
    private Loop loop = new Loop("none", Duration.ZERO, () -> false);

    @AfterEach
    void stop() {
        loop.stop();
    }

    @Test
    void a_wake_triggers_a_tick_before_the_interval_ends() {
        start(() -> false);
        await().untilAtomic(ticks, is(1));

        loop.wake();

        await().untilAtomic(ticks, is(2));
    }

    @Test
    void a_wake_during_a_tick_is_not_lost() {
        start(() -> {
            if (ticks.get() == 1) {
                loop.wake();
            }
            return false;
        });

        await().untilAtomic(ticks, is(2));
    }

    @Test
    void a_tick_that_reports_more_work_is_repeated_at_once() {
        start(() -> ticks.get() < 100);

        await().untilAtomic(ticks, is(100));
    }

    @Test
    void a_failed_tick_does_not_end_the_loop() {
        start(() -> {
            if (ticks.get() == 1) {
                throw new IllegalStateException("as if the database were away");
            }
            return false;
        });
        await().untilAtomic(ticks, is(1));

        loop.wake();

        await().untilAtomic(ticks, is(2));
    }

    /// If a jar is rebuilt while the process runs, loading a new class throws such an Error.
    @Test
    void an_error_does_not_end_the_loop() {
        start(() -> {
            if (ticks.get() == 1) {
                throw new NoClassDefFoundError("as if the jar had been rebuilt");
            }
            return false;
        });
        await().untilAtomic(ticks, is(1));

        loop.wake();

        await().untilAtomic(ticks, is(2));
    }

    @Test
    void an_interrupt_does_not_end_the_loop() {
        start(() -> {
            Thread.currentThread().interrupt();
            return false;
        });
        await().untilAtomic(ticks, is(1));

        loop.wake();

        await().untilAtomic(ticks, is(2));
    }

    @Test
    void a_stopped_loop_does_not_tick_and_can_be_restarted() {
        start(() -> false);
        await().untilAtomic(ticks, is(1));
        loop.stop();
        loop.wake();
        assertThat(loop.isRunning()).isFalse();
        assertThat(ticks).hasValue(1);

        loop.start();

        await().until(() -> ticks.get() > 1);
    }

    private void start(Loop.Tick tick) {
        loop = new Loop("test", Duration.ofHours(1), () -> {
            ticks.incrementAndGet();
            return tick.run();
        });
        loop.start();
    }
}

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
    void a_wake_is_a_tick_though_the_interval_is_long() {
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
    void more_to_do_is_done_at_once() {
        start(() -> ticks.get() < 100);

        await().untilAtomic(ticks, is(100));
    }

    @Test
    void a_failed_tick_is_not_the_last() {
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
    void a_stopped_loop_ticks_no_more_and_can_be_started_again() {
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

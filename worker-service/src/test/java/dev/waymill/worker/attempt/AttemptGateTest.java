package dev.waymill.worker.attempt;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.worker.attempt.AttemptGate.Pass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// If the gate never opens, a test never ends, hence the timeout.
@Timeout(60)
class AttemptGateTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final AttemptGate gate = new AttemptGate();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void stop_the_threads() {
        threads.shutdownNow();
    }

    @Test
    void ordinary_attempts_run_concurrently() throws Exception {
        pass(null);
        pass(null);
    }

    @Test
    void an_exclusive_attempt_waits_for_all_others_and_blocks_new_ones() throws Exception {
        var first = pass(null);
        var second = pass(null);
        var alone = enter(LONG);
        assertWaits(alone);
        var late = enter(null);

        first.close();
        assertWaits(alone);
        second.close();
        var pass = alone.get();
        assertWaits(late);

        pass.close();
        late.get();
    }

    @Test
    void two_exclusive_attempts_run_one_after_the_other() throws Exception {
        var first = pass(LONG);
        var second = enter(LONG);
        assertWaits(second);

        first.close();

        second.get();
    }

    @Test
    void other_attempts_start_after_the_exclusive_time() throws Exception {
        pass(Duration.ofMillis(1));

        enter(null).get();
    }

    @Test
    void the_timer_of_a_finished_attempt_does_not_end_the_next_exclusive_time() throws Exception {
        pass(Duration.ofMillis(50)).close();
        pass(LONG);
        var other = enter(null);

        await().during(Duration.ofMillis(200)).until(() -> !other.isDone());
    }

    @Test
    void an_interrupted_waiting_exclusive_attempt_blocks_no_others() throws Exception {
        pass(null);
        var alone = enter(LONG);
        assertWaits(alone);
        var other = enter(null);
        assertWaits(other);

        alone.cancel(true);

        other.get();
    }

    @Test
    void an_attempt_cancelled_while_waiting_leaves_and_blocks_no_others() throws Exception {
        pass(null);
        var isCancelled = new AtomicBoolean();
        var alone = threads.submit(() -> gate.enter(LONG, isCancelled::get));
        assertWaits(alone);
        var other = enter(null);
        assertWaits(other);

        isCancelled.set(true);

        assertThat(alone.get()).isNull();
        other.get();
    }

    @Test
    void no_attempt_ever_runs_beside_an_exclusive_one() throws Exception {
        var inside = new AtomicInteger();
        var crowded = new AtomicInteger();
        var all = new ArrayList<Callable<Void>>();
        for (int i = 0; i < 500; i++) {
            boolean alone = i % 10 == 0;
            all.add(() -> {
                try (var _ = pass(alone ? LONG : null)) {
                    inside.incrementAndGet();
                    Thread.yield();
                    if (alone && inside.get() != 1) {
                        crowded.incrementAndGet();
                    }
                    inside.decrementAndGet();
                }
                return null;
            });
        }

        for (var one : threads.invokeAll(all)) {
            one.get();
        }

        assertThat(crowded).hasValue(0);
    }

    private Pass pass(@Nullable Duration time) throws InterruptedException {
        return requireNonNull(gate.enter(time, () -> false));
    }

    private Future<Pass> enter(@Nullable Duration time) {
        return threads.submit(() -> pass(time));
    }

    /// Waits long enough for the attempt to enter, if the gate were open.
    private static void assertWaits(Future<?> entering) {
        await().during(Duration.ofMillis(50)).until(() -> !entering.isDone());
    }
}

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
    void nobody_waits() {
        threads.shutdownNow();
    }

    @Test
    void ordinary_attempts_run_side_by_side() throws Exception {
        pass(null);
        pass(null);
    }

    @Test
    void one_that_runs_alone_waits_for_all_others_and_lets_none_in_before_it() throws Exception {
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
    void two_that_run_alone_run_one_after_the_other() throws Exception {
        var first = pass(LONG);
        var second = enter(LONG);
        assertWaits(second);

        first.close();

        second.get();
    }

    @Test
    void after_its_time_alone_others_run_beside_it() throws Exception {
        pass(Duration.ofMillis(1));

        enter(null).get();
    }

    @Test
    void the_time_of_one_that_is_over_does_not_open_the_gate_of_the_next() throws Exception {
        pass(Duration.ofMillis(50)).close();
        pass(LONG);
        var other = enter(null);

        await().during(Duration.ofMillis(200)).until(() -> !other.isDone());
    }

    @Test
    void one_that_gives_up_waiting_to_run_alone_keeps_nobody_out() throws Exception {
        pass(null);
        var alone = enter(LONG);
        assertWaits(alone);
        var other = enter(null);
        assertWaits(other);

        alone.cancel(true);

        other.get();
    }

    @Test
    void one_that_is_cancelled_while_it_waits_goes_away_and_keeps_nobody_out() throws Exception {
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
    void many_at_a_time_never_run_beside_one_that_runs_alone() throws Exception {
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

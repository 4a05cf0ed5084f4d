package dev.waymill.worker.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.worker.handler.AttemptGate.Pass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
        gate.enter(null);
        gate.enter(null);
    }

    @Test
    void one_that_runs_alone_waits_for_all_others_and_lets_none_in_before_it() throws Exception {
        var first = gate.enter(null);
        var second = gate.enter(null);
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
        var first = gate.enter(LONG);
        var second = enter(LONG);
        assertWaits(second);

        first.close();

        second.get();
    }

    @Test
    void after_its_time_alone_others_run_beside_it() throws Exception {
        gate.enter(Duration.ofMillis(1));

        enter(null).get();
    }

    @Test
    void the_time_of_one_that_is_over_does_not_open_the_gate_of_the_next() throws Exception {
        gate.enter(Duration.ofMillis(50)).close();
        gate.enter(LONG);
        var other = enter(null);

        await().during(Duration.ofMillis(200)).until(() -> !other.isDone());
    }

    @Test
    void one_that_gives_up_waiting_to_run_alone_keeps_nobody_out() throws Exception {
        gate.enter(null);
        var alone = enter(LONG);
        assertWaits(alone);
        var other = enter(null);
        assertWaits(other);

        alone.cancel(true);

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
                try (var _ = gate.enter(alone ? LONG : null)) {
                    inside.incrementAndGet();
                    Thread.sleep(ThreadLocalRandom.current().nextInt(3));
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

    private Future<Pass> enter(@Nullable Duration time) {
        return threads.submit(() -> gate.enter(time));
    }

    /// It has had the time to come in, had it been let.
    private static void assertWaits(Future<Pass> entering) {
        await().during(Duration.ofMillis(50)).until(() -> !entering.isDone());
    }
}

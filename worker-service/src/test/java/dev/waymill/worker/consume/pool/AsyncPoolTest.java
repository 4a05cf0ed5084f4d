package dev.waymill.worker.consume.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AsyncPoolTest {
    private final Executor threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger unfinished = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger begun = new AtomicInteger();

    @Test
    void no_turn_is_forgotten_and_the_level_is_never_exceeded() throws InterruptedException {
        var relay = new AsyncPool(threads, 50);
        var submitters = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            submitters.add(Thread.startVirtualThread(() -> {
                for (int turn = 0; turn < 25_000; turn++) {
                    relay.execute(() -> begin(relay));
                }
            }));
        }
        for (var submitter : submitters) {
            submitter.join();
        }

        await().until(() -> relay.ended() == 100_000);
        assertThat(begun).hasValue(100_000);
        assertThat(most.get()).isLessThanOrEqualTo(50);
        assertThat(relay.isBusy()).isFalse();
    }

    @Test
    void turns_that_end_while_they_begin_need_no_stack() {
        var relay = new AsyncPool(Runnable::run, 1);
        for (int i = 0; i < 200_000; i++) {
            relay.execute(relay::over);
        }

        assertThat(relay.ended()).isEqualTo(200_000);
    }

    @Test
    void a_higher_level_lets_more_begin_and_a_lower_one_fewer() {
        var relay = new AsyncPool(Runnable::run, 2);
        for (int i = 0; i < 10; i++) {
            relay.execute(begun::incrementAndGet);
        }
        assertThat(begun).hasValue(2);

        relay.parallelism(5);
        assertThat(begun).hasValue(5);
        relay.parallelism(1);
        for (int i = 0; i < 4; i++) {
            relay.over();
        }
        assertThat(begun).hasValue(5);
        relay.over();
        assertThat(begun).hasValue(6);
    }

    /// Some tasks end at once, others later and on another thread.
    private void begin(AsyncPool relay) {
        begun.incrementAndGet();
        most.accumulateAndGet(unfinished.incrementAndGet(), Math::max);
        if (ThreadLocalRandom.current().nextBoolean()) {
            end(relay);
        } else {
            threads.execute(() -> end(relay));
        }
    }

    private void end(AsyncPool relay) {
        unfinished.decrementAndGet();
        relay.over();
    }
}

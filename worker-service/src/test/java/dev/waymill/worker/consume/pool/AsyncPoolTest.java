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
    void every_task_runs_and_the_parallelism_is_never_exceeded() throws InterruptedException {
        var pool = new AsyncPool(threads, 50);
        var submitters = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            submitters.add(Thread.startVirtualThread(() -> {
                for (int turn = 0; turn < 25_000; turn++) {
                    pool.execute(() -> begin(pool));
                }
            }));
        }
        for (var submitter : submitters) {
            submitter.join();
        }

        await().until(() -> pool.ended() == 100_000);
        assertThat(begun).hasValue(100_000);
        assertThat(most.get()).isLessThanOrEqualTo(50);
        assertThat(pool.isBusy()).isFalse();
    }

    @Test
    void tasks_that_end_synchronously_do_not_grow_the_stack() {
        var pool = new AsyncPool(Runnable::run, 1);
        for (int i = 0; i < 200_000; i++) {
            pool.execute(pool::taskEnded);
        }

        assertThat(pool.ended()).isEqualTo(200_000);
    }

    @Test
    void higher_parallelism_starts_more_tasks_and_lower_fewer() {
        var pool = new AsyncPool(Runnable::run, 2);
        for (int i = 0; i < 10; i++) {
            pool.execute(begun::incrementAndGet);
        }
        assertThat(begun).hasValue(2);

        pool.parallelism(5);
        assertThat(begun).hasValue(5);
        pool.parallelism(1);
        for (int i = 0; i < 4; i++) {
            pool.taskEnded();
        }
        assertThat(begun).hasValue(5);
        pool.taskEnded();
        assertThat(begun).hasValue(6);
    }

    /// Some tasks end at once, others later and on another thread.
    private void begin(AsyncPool pool) {
        begun.incrementAndGet();
        most.accumulateAndGet(unfinished.incrementAndGet(), Math::max);
        if (ThreadLocalRandom.current().nextBoolean()) {
            end(pool);
        } else {
            threads.execute(() -> end(pool));
        }
    }

    private void end(AsyncPool pool) {
        unfinished.decrementAndGet();
        pool.taskEnded();
    }
}

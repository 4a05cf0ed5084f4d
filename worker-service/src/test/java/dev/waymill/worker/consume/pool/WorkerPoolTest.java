package dev.waymill.worker.consume.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkerPoolTest {
    private final Executor threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    @Test
    void every_task_runs_and_the_parallelism_is_never_exceeded() throws InterruptedException {
        var pool = new WorkerPool(threads, 5);
        var submitters = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            submitters.add(Thread.startVirtualThread(() -> {
                for (int turn = 0; turn < 25_000; turn++) {
                    int number = turn;
                    pool.execute(() -> turn(number % 1_000 == 0));
                }
            }));
        }
        for (var submitter : submitters) {
            submitter.join();
        }

        await().until(() -> ended.get() == 100_000);
        assertThat(most.get()).isLessThanOrEqualTo(5);
    }

    @Test
    void waiting_tasks_get_as_many_threads_as_the_parallelism_allows() {
        var pool = new WorkerPool(threads, 100);
        var release = new CountDownLatch(1);
        for (int i = 0; i < 300; i++) {
            pool.execute(() -> waitFor(release));
        }

        await().until(() -> running.get() == 100);
        pool.parallelism(150);
        await().until(() -> running.get() == 150);
        release.countDown();
        await().until(() -> ended.get() == 300);
    }

    @Test
    void lower_parallelism_ends_surplus_threads_after_their_task() {
        var pool = new WorkerPool(threads, 50);
        var first = new CountDownLatch(1);
        var second = new CountDownLatch(1);
        for (int i = 0; i < 100; i++) {
            var gate = i < 50 ? first : second;
            pool.execute(() -> waitFor(gate));
        }
        await().until(() -> running.get() == 50);

        pool.parallelism(2);
        first.countDown();

        await().until(() -> ended.get() == 50 && running.get() == 2);
        assertThat(running.get()).isEqualTo(2);
        second.countDown();
        await().until(() -> ended.get() == 100);
    }

    private void turn(boolean slow) {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        if (slow) {
            Thread.yield();
        }
        running.decrementAndGet();
        ended.incrementAndGet();
    }

    private void waitFor(CountDownLatch gate) {
        running.incrementAndGet();
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        running.decrementAndGet();
        ended.incrementAndGet();
    }
}

package dev.waymill.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class RequestBatcherTest {
    @Test
    void a_single_request_runs_at_once() {
        var batcher = new RequestBatcher<Integer, Integer>(10, RequestBatcherTest::doubled);

        assertThat(batcher.execute(21)).isEqualTo(42);
    }

    @Test
    void waiting_requests_run_in_batches_and_each_gets_its_own_result() throws Exception {
        var sizes = new ArrayList<Integer>();
        var began = new CountDownLatch(1);
        var others = new CountDownLatch(1);
        var batcher = new RequestBatcher<Integer, Integer>(10, requests -> {
            sizes.add(requests.size());
            began.countDown();
            await(others);
            return doubled(requests);
        });
        var results = new ConcurrentHashMap<Integer, Integer>();
        IntFunction<Thread> ask =
                request -> Thread.ofPlatform().start(() -> results.put(request, batcher.execute(request)));
        // The first one runs alone only if no other has come before it runs.
        var first = ask.apply(0);
        await(began);
        var threads = new ArrayList<>(IntStream.range(1, 100).mapToObj(ask).toList());
        threads.add(first);
        Awaitility.await().until(() -> threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));

        others.countDown();
        for (var thread : threads) {
            thread.join();
        }

        assertThat(results)
                .hasSize(100)
                .allSatisfy((request, result) -> assertThat(result).isEqualTo(2 * request));
        assertThat(sizes).hasSize(11).startsWith(1).endsWith(9).contains(10);
    }

    @Test
    void an_invalid_request_fails_alone() throws Exception {
        var batcher = new RequestBatcher<Integer, Integer>(50, requests -> {
            if (requests.contains(13)) {
                throw new IllegalArgumentException("13");
            }
            return doubled(requests);
        });
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = threads.invokeAll(IntStream.range(0, 100)
                    .mapToObj(i -> (Callable<Integer>) () -> batcher.execute(i))
                    .toList());
            for (int i = 0; i < 100; i++) {
                var result = results.get(i);
                if (i == 13) {
                    assertThatThrownBy(result::get).hasRootCauseInstanceOf(IllegalArgumentException.class);
                } else {
                    assertThat(result.get()).isEqualTo(2 * i);
                }
            }
        }
    }

    /// The first request runs alone; the others wait, and one of their threads runs all of them.
    @Test
    void an_error_reaches_every_waiting_caller_and_is_not_retried() throws Exception {
        var calls = new AtomicInteger();
        var first = new CountDownLatch(1);
        var batcher = new RequestBatcher<Integer, Integer>(10, requests -> {
            if (calls.incrementAndGet() == 1) {
                await(first);
                return doubled(requests);
            }
            throw new NoClassDefFoundError("of the driver");
        });
        var outcomes = new ConcurrentHashMap<Integer, Object>();
        var threads = askAll(batcher, 6, outcomes);

        first.countDown();
        for (var thread : threads) {
            assertThat(thread.join(Duration.ofSeconds(10)))
                    .as("every caller returns")
                    .isTrue();
        }

        assertThat(outcomes).hasSize(6);
        assertThat(outcomes.values()).filteredOn(Integer.class::isInstance).hasSize(1);
        assertThat(outcomes.values())
                .filteredOn(NoClassDefFoundError.class::isInstance)
                .hasSize(5);
        assertThat(calls).hasValue(2);
    }

    @Test
    void a_caller_gets_the_error_itself() {
        var batcher = new RequestBatcher<Integer, Integer>(10, _ -> {
            throw new AssertionError("a bug");
        });

        assertThatThrownBy(() -> batcher.execute(1)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> batcher.execute(2)).isInstanceOf(AssertionError.class);
    }

    /// A missing result is a bug of the batch function; requests without a result must not wait for it forever.
    @Test
    void a_missing_result_fails_the_batch_and_leaves_no_caller_waiting() throws Exception {
        var first = new CountDownLatch(1);
        var batcher = new RequestBatcher<Integer, Integer>(10, requests -> {
            await(first);
            return requests.stream().limit(requests.size() - 1).toList();
        });
        var outcomes = new ConcurrentHashMap<Integer, Object>();
        var threads = askAll(batcher, 4, outcomes);

        first.countDown();
        for (var thread : threads) {
            assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
        }

        assertThat(outcomes).hasSize(4);
        assertThat(outcomes.values()).allMatch(RuntimeException.class::isInstance);
    }

    /// A driver throws if its thread is interrupted; threads that only wait for that thread are not
    /// interrupted.
    @Test
    void an_interrupted_caller_fails_no_other_request_and_stays_interrupted() throws Exception {
        var first = new CountDownLatch(1);
        var runner = new AtomicReference<Thread>();
        var batcher = new RequestBatcher<Integer, Integer>(10, requests -> {
            if (requests.contains(0)) {
                await(first);
                return doubled(requests);
            }
            runner.compareAndSet(null, Thread.currentThread());
            if (requests.size() > 1) {
                Thread.currentThread().interrupt();
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted while waiting for a connection");
            }
            return doubled(requests);
        });
        var outcomes = new ConcurrentHashMap<Integer, Object>();
        var interrupted = ConcurrentHashMap.<Thread>newKeySet();
        var threads = askAll(batcher, 6, outcomes, interrupted);

        first.countDown();
        for (var thread : threads) {
            assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
        }

        assertThat(outcomes)
                .hasSize(6)
                .allSatisfy((request, result) -> assertThat(result).isEqualTo(2 * request));
        assertThat(interrupted).containsExactly(runner.get());
    }

    private static List<Thread> askAll(
            RequestBatcher<Integer, Integer> batcher, int callers, ConcurrentHashMap<Integer, Object> outcomes) {
        return askAll(batcher, callers, outcomes, ConcurrentHashMap.newKeySet());
    }

    /// Returns when request 0 is running and the others wait.
    private static List<Thread> askAll(
            RequestBatcher<Integer, Integer> batcher,
            int callers,
            ConcurrentHashMap<Integer, Object> outcomes,
            Set<Thread> interrupted) {
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < callers; i++) {
            int request = i;
            var thread = Thread.ofPlatform().daemon().start(() -> {
                try {
                    outcomes.put(request, batcher.execute(request));
                } catch (Throwable e) {
                    outcomes.put(request, e);
                }
                if (Thread.currentThread().isInterrupted()) {
                    interrupted.add(Thread.currentThread());
                }
            });
            Awaitility.await().until(() -> thread.getState() == Thread.State.WAITING);
            threads.add(thread);
        }
        return threads;
    }

    private static List<Integer> doubled(List<Integer> requests) {
        return requests.stream().map(request -> 2 * request).toList();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

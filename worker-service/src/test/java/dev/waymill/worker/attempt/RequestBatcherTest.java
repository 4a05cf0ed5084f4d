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
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class RequestBatcherTest {
    @Test
    void who_asks_alone_gets_his_answer_at_once() {
        var together = new RequestBatcher<Integer, Integer>(10, RequestBatcherTest::doubled);

        assertThat(together.ask(21)).isEqualTo(42);
    }

    @Test
    void what_is_asked_meanwhile_is_asked_together_and_each_gets_his_own_answer() throws Exception {
        var sizes = new ArrayList<Integer>();
        var others = new CountDownLatch(1);
        var together = new RequestBatcher<Integer, Integer>(10, questions -> {
            sizes.add(questions.size());
            await(others);
            return doubled(questions);
        });
        var answers = new ConcurrentHashMap<Integer, Integer>();
        var threads = IntStream.range(0, 100)
                .mapToObj(question -> Thread.ofPlatform().start(() -> answers.put(question, together.ask(question))))
                .toList();
        Awaitility.await().until(() -> threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));

        others.countDown();
        for (var thread : threads) {
            thread.join();
        }

        assertThat(answers)
                .hasSize(100)
                .allSatisfy((question, answer) -> assertThat(answer).isEqualTo(2 * question));
        assertThat(sizes).hasSize(11).startsWith(1).endsWith(9).contains(10);
    }

    @Test
    void a_question_that_cannot_be_asked_fails_alone() throws Exception {
        var together = new RequestBatcher<Integer, Integer>(50, questions -> {
            if (questions.contains(13)) {
                throw new IllegalArgumentException("13");
            }
            return doubled(questions);
        });
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = threads.invokeAll(IntStream.range(0, 100)
                    .mapToObj(i -> (Callable<Integer>) () -> together.ask(i))
                    .toList());
            for (int i = 0; i < 100; i++) {
                var answer = asked.get(i);
                if (i == 13) {
                    assertThatThrownBy(answer::get).hasRootCauseInstanceOf(IllegalArgumentException.class);
                } else {
                    assertThat(answer.get()).isEqualTo(2 * i);
                }
            }
        }
    }

    /// The first request runs alone; the others wait, and one of their threads runs all of them.
    @Test
    void after_an_error_every_waiting_caller_is_answered_with_it_and_nobody_asks_again() throws Exception {
        var calls = new AtomicInteger();
        var first = new CountDownLatch(1);
        var together = new RequestBatcher<Integer, Integer>(10, questions -> {
            if (calls.incrementAndGet() == 1) {
                await(first);
                return doubled(questions);
            }
            throw new NoClassDefFoundError("of the driver");
        });
        var outcomes = new ConcurrentHashMap<Integer, Object>();
        var threads = askAll(together, 6, outcomes);

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
        var together = new RequestBatcher<Integer, Integer>(10, _ -> {
            throw new AssertionError("a bug");
        });

        assertThatThrownBy(() -> together.ask(1)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> together.ask(2)).isInstanceOf(AssertionError.class);
    }

    /// A missing result is a bug of the batch function; requests without a result must not wait for it forever.
    @Test
    void a_missing_answer_fails_the_question_and_leaves_nobody_waiting() throws Exception {
        var first = new CountDownLatch(1);
        var together = new RequestBatcher<Integer, Integer>(10, questions -> {
            await(first);
            return questions.stream().limit(questions.size() - 1).toList();
        });
        var outcomes = new ConcurrentHashMap<Integer, Object>();
        var threads = askAll(together, 4, outcomes);

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
    void an_interrupted_caller_spoils_nobody_elses_answer_and_stays_interrupted() throws Exception {
        var first = new CountDownLatch(1);
        var asking = new AtomicReference<Thread>();
        var together = new RequestBatcher<Integer, Integer>(10, questions -> {
            if (questions.contains(0)) {
                await(first);
                return doubled(questions);
            }
            asking.compareAndSet(null, Thread.currentThread());
            if (questions.size() > 1) {
                Thread.currentThread().interrupt();
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted while waiting for a connection");
            }
            return doubled(questions);
        });
        var outcomes = new ConcurrentHashMap<Integer, Object>();
        var interrupted = ConcurrentHashMap.<Thread>newKeySet();
        var threads = askAll(together, 6, outcomes, interrupted);

        first.countDown();
        for (var thread : threads) {
            assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
        }

        assertThat(outcomes)
                .hasSize(6)
                .allSatisfy((question, answer) -> assertThat(answer).isEqualTo(2 * question));
        assertThat(interrupted).containsExactly(asking.get());
    }

    private static List<Thread> askAll(
            RequestBatcher<Integer, Integer> together, int callers, ConcurrentHashMap<Integer, Object> outcomes) {
        return askAll(together, callers, outcomes, ConcurrentHashMap.newKeySet());
    }

    /// Returns when request 0 is running and the others wait.
    private static List<Thread> askAll(
            RequestBatcher<Integer, Integer> together,
            int callers,
            ConcurrentHashMap<Integer, Object> outcomes,
            Set<Thread> interrupted) {
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < callers; i++) {
            int question = i;
            var thread = Thread.ofPlatform().daemon().start(() -> {
                try {
                    outcomes.put(question, together.ask(question));
                } catch (Throwable e) {
                    outcomes.put(question, e);
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

    private static List<Integer> doubled(List<Integer> questions) {
        return questions.stream().map(question -> 2 * question).toList();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

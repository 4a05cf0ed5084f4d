package dev.waymill.worker.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class TogetherTest {
    @Test
    void who_asks_alone_gets_his_answer_at_once() {
        var together = new Together<Integer, Integer>(10, TogetherTest::doubled);

        assertThat(together.ask(21)).isEqualTo(42);
    }

    @Test
    void what_is_asked_meanwhile_is_asked_together_and_each_gets_his_own_answer() throws Exception {
        var sizes = new ArrayList<Integer>();
        var others = new CountDownLatch(1);
        var together = new Together<Integer, Integer>(10, questions -> {
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
        var together = new Together<Integer, Integer>(50, questions -> {
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

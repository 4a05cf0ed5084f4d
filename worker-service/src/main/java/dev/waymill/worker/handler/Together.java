package dev.waymill.worker.handler;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/// Asks the questions of many threads together. Who comes while nobody asks, asks at once and alone; who comes
/// meanwhile waits, and the first of those asks for all. So batches grow with the load, and nobody waits for a
/// batch to fill.
///
/// @param <Q> a question
/// @param <A> its answer
final class Together<Q, A> {
    private record Asked<Q, A>(Q question, CompletableFuture<A> answer) {}

    private final ReentrantLock turn = new ReentrantLock();
    private final ConcurrentLinkedQueue<Asked<Q, A>> waiting = new ConcurrentLinkedQueue<>();
    private final int most;
    private final Function<List<Q>, List<A>> ask;

    /// @param most questions at once
    /// @param ask gives the answers in the order of the questions
    Together(int most, Function<List<Q>, List<A>> ask) {
        this.most = most;
        this.ask = ask;
    }

    /// @throws RuntimeException as the asking threw
    A ask(Q question) {
        var asked = new Asked<>(question, new CompletableFuture<A>());
        waiting.add(asked);
        while (!asked.answer().isDone()) {
            turn.lock();
            try {
                if (!asked.answer().isDone()) {
                    askForAll();
                }
            } finally {
                turn.unlock();
            }
        }
        return answer(asked);
    }

    private void askForAll() {
        var batch = new ArrayList<Asked<Q, A>>();
        for (var next = waiting.poll(); next != null; next = batch.size() < most ? waiting.poll() : null) {
            batch.add(next);
        }
        try {
            var answers = ask.apply(batch.stream().map(Asked::question).toList());
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).answer().complete(answers.get(i));
            }
        } catch (RuntimeException e) {
            askOneByOne(batch, e);
        }
    }

    /// One question that cannot be asked must not take the others with it.
    private void askOneByOne(List<Asked<Q, A>> batch, RuntimeException why) {
        if (batch.size() == 1) {
            batch.getFirst().answer().completeExceptionally(why);
            return;
        }
        for (var one : batch) {
            try {
                one.answer().complete(ask.apply(List.of(one.question())).getFirst());
            } catch (RuntimeException e) {
                one.answer().completeExceptionally(e);
            }
        }
    }

    private static <Q, A> A answer(Asked<Q, A> asked) {
        try {
            return asked.answer().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException why) {
                throw why;
            }
            throw e;
        }
    }
}

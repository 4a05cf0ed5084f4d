package dev.waymill.bench;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/// Somebody who answers every question that long after it was asked, not earlier, and is asked without waiting:
/// what a remote service is to a client that does not block. All wait equally long, so who asked first is
/// answered first.
final class SlowService {
    /// A thread that sleeps wakes up so much too late on Linux; the rest of a wait is spun away.
    private static final long OVERSLEEP_NANOS = 100_000;

    private final long waitNanos;
    private final Runnable work;
    private final ConcurrentLinkedQueue<Question> questions = new ConcurrentLinkedQueue<>();

    /// @param work what it does before it answers
    SlowService(long waitMillis, Runnable work) {
        this.waitNanos = waitMillis * 1_000_000;
        this.work = work;
        Thread.ofPlatform().daemon().name("slow-service").start(this::answer);
    }

    /// @return ends when the answer is there
    CompletableFuture<Void> ask() {
        var question = new Question(System.nanoTime() + waitNanos);
        questions.add(question);
        return question;
    }

    private void answer() {
        while (true) {
            var next = questions.peek();
            long left = next == null ? waitNanos / 4 : next.answerAt - System.nanoTime();
            if (left > OVERSLEEP_NANOS) {
                LockSupport.parkNanos(left - OVERSLEEP_NANOS);
            } else if (left > 0) {
                Thread.onSpinWait();
            } else {
                questions.remove();
                work.run();
                next.complete(null);
            }
        }
    }

    private static final class Question extends CompletableFuture<Void> {
        private final long answerAt;

        private Question(long answerAt) {
            this.answerAt = answerAt;
        }
    }
}

package dev.waymill.bench;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/// Simulates a remote service for a non-blocking client: it completes each request no earlier than a fixed time
/// after it was sent. All requests wait equally long, so they are completed in order.
final class SlowService {
    /// A sleeping thread wakes up this much too late on Linux, so the end of a wait is a spin wait.
    private static final long OVERSLEEP_NANOS = 100_000;

    private final long waitNanos;
    private final Runnable work;
    private final ConcurrentLinkedQueue<Question> questions = new ConcurrentLinkedQueue<>();

    /// @param work runs before each request is completed
    SlowService(long waitMillis, Runnable work) {
        this.waitNanos = waitMillis * 1_000_000;
        this.work = work;
        Thread.ofPlatform().daemon().name("slow-service").start(this::answer);
    }

    /// @return completes after the wait
    CompletableFuture<Void> call() {
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

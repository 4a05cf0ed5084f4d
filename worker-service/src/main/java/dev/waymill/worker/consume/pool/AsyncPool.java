package dev.waymill.worker.consume.pool;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// Starts asynchronous tasks with bounded concurrency. The thread that ends one task starts the next, so a task
/// costs no thread switch. Thread-safe.
///
/// The poll thread only adds tasks; a pool thread starts them while there is capacity.
public final class AsyncPool implements BoundedExecutor {
    /// What goes on when work that was begun is over.
    public interface After {
        /// @param isOver false when it is to be tried again
        void over(boolean isOver);
    }

    private final Executor threads;
    private final ConcurrentLinkedQueue<Runnable> turns = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unfinished = new AtomicInteger();
    private final AtomicBoolean called = new AtomicBoolean();
    private final LongAdder ended = new LongAdder();
    /// Whether this thread is beginning turns already; one that ends while it is begun must not begin the next
    /// inside.
    private final ThreadLocal<Boolean> beginning = ThreadLocal.withInitial(() -> false);

    private volatile int level;

    public AsyncPool(Executor threads, int level) {
        this.threads = threads;
        this.level = level;
    }

    @Override
    public void execute(Runnable turn) {
        turns.add(turn);
        callSomebody();
    }

    /// One of the turns has ended.
    public void over() {
        unfinished.decrementAndGet();
        ended.increment();
        if (!beginning.get()) {
            begin();
        }
    }

    @Override
    public int level() {
        return level;
    }

    @Override
    public void level(int newLevel) {
        level = newLevel;
        callSomebody();
    }

    @Override
    public long ended() {
        return ended.sum();
    }

    @Override
    public boolean isBusy() {
        return unfinished.get() >= level && !turns.isEmpty();
    }

    /// Nobody is in the middle of a turn.
    @Override
    public void interrupt() {}

    private void callSomebody() {
        if (unfinished.get() < level && !turns.isEmpty() && called.compareAndSet(false, true)) {
            threads.execute(() -> {
                called.set(false);
                begin();
            });
        }
    }

    /// Begins turns as long as there is room. Room that is given back while there was no turn is looked at
    /// again: a turn may have come in between.
    private void begin() {
        beginning.set(true);
        try {
            while (!turns.isEmpty() && join()) {
                var turn = turns.poll();
                if (turn == null) {
                    unfinished.decrementAndGet();
                } else {
                    turn.run();
                }
            }
        } finally {
            beginning.set(false);
        }
    }

    /// Counts one more unfinished turn, unless there are as many as may be.
    private boolean join() {
        for (int before = unfinished.get(); before < level; before = unfinished.get()) {
            if (unfinished.compareAndSet(before, before + 1)) {
                return true;
            }
        }
        return false;
    }
}

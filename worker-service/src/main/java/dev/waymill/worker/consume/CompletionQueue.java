package dev.waymill.worker.consume;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Completed records, for the poll thread to settle: a stack linked through the records, so that adding one
/// costs a compare-and-set and no allocation. Thread-safe; only one thread drains and waits.
final class CompletionQueue {
    private final AtomicReference<@Nullable RecordTask> top = new AtomicReference<>();
    private volatile int wanted = Integer.MAX_VALUE;
    private volatile @Nullable Thread waiting;

    void push(RecordTask work) {
        RecordTask below;
        do {
            below = top.get();
            work.below = below;
            work.height = below == null ? 1 : below.height + 1;
        } while (!top.compareAndSet(below, work));
        if (work.height == wanted) {
            LockSupport.unpark(waiting);
        }
    }

    /// Removes all records added since the last call, newest first, linked by [RecordTask#below].
    @Nullable
    RecordTask drain() {
        return top.get() == null ? null : top.getAndSet(null);
    }

    /// Returns when that many records are in the queue, or the time is over.
    void await(int count, Duration longest) {
        waiting = Thread.currentThread();
        wanted = count;
        var highest = top.get();
        if ((highest == null ? 0 : highest.height) < count) {
            LockSupport.parkNanos(this, longest.toNanos());
        }
        wanted = Integer.MAX_VALUE;
    }
}

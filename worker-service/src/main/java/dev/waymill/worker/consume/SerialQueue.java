package dev.waymill.worker.consume;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/// A serial queue of records, of one key or one partition. The poll thread adds records; the queue's task runs
/// one record and then queues itself again.
final class SerialQueue implements Runnable {
    private final Executor pool;
    private final ConcurrentLinkedQueue<RecordTask> records = new ConcurrentLinkedQueue<>();
    private final AtomicInteger length = new AtomicInteger();
    /// Records added and not yet settled; used by the poll thread only.
    private int unsettled;

    SerialQueue(Executor pool) {
        this.pool = pool;
    }

    void add(RecordTask work) {
        unsettled++;
        records.add(work);
        if (length.getAndIncrement() == 0) {
            pool.execute(this);
        }
    }

    /// Settles one of its records.
    ///
    /// @return whether the queue is empty now and can be removed
    boolean settleOne() {
        return --unsettled == 0;
    }

    /// A record to be retried stays at the head, and the queue waits for it.
    @Override
    public void run() {
        var work = records.element();
        if (work.isAsync()) {
            work.start(isFinished -> completed(work, isFinished));
        } else {
            completed(work, work.attempt());
        }
    }

    private void completed(RecordTask work, boolean isFinished) {
        if (isFinished) {
            records.remove();
            if (length.decrementAndGet() > 0) {
                pool.execute(this);
            }
        }
        work.complete();
    }
}

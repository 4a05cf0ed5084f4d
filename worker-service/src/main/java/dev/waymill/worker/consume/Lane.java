package dev.waymill.worker.consume;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/// Records that run one after the other: those of one key, or of one partition. The poll thread adds; the
/// lane's turn runs one record and lines up again, behind the turns of others.
final class Lane implements Runnable {
    private final Executor crew;
    private final ConcurrentLinkedQueue<Work> line = new ConcurrentLinkedQueue<>();
    private final AtomicInteger length = new AtomicInteger();
    /// Records added and not yet settled; the poll thread's own count.
    private int unsettled;

    Lane(Executor crew) {
        this.crew = crew;
    }

    void add(Work work) {
        unsettled++;
        line.add(work);
        if (length.getAndIncrement() == 0) {
            crew.execute(this);
        }
    }

    /// One of its records is settled.
    ///
    /// @return whether the lane is empty now and can be forgotten
    boolean settleOne() {
        return --unsettled == 0;
    }

    /// A record that is to be tried again keeps its place at the head, and nobody else's turn comes.
    @Override
    public void run() {
        var work = line.element();
        if (work.isDoneElsewhere()) {
            work.begin(isOver -> over(work, isOver));
        } else {
            over(work, work.attempt());
        }
    }

    private void over(Work work, boolean isOver) {
        if (isOver) {
            line.remove();
            if (length.decrementAndGet() > 0) {
                crew.execute(this);
            }
        }
        work.comeBack();
    }
}

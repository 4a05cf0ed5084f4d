package dev.waymill.worker.consume;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// Runs turns, so many at the same time at most as the level says; the level may change at any time.
/// Thread-safe.
///
/// Nobody waits for work: a member takes turns while there are some and leaves. A member that found a turn
/// calls another member before it begins it, few calls at a time; so turns that end at once are run by a few
/// members without a switch between threads for each, and turns that wait soon have as many members as the
/// level allows.
final class Crew implements Turns {
    /// Then a member leaves for a new one, so that endless work does not keep a carrier from other virtual
    /// threads.
    private static final int TURNS = 256;
    /// Members that may be on their way at the same time.
    private static final int CALLS = 4;

    private final Executor threads;
    private final ConcurrentLinkedQueue<Runnable> turns = new ConcurrentLinkedQueue<>();
    private final AtomicInteger members = new AtomicInteger();
    private final AtomicInteger called = new AtomicInteger();
    private final Set<Thread> present = ConcurrentHashMap.newKeySet();
    private final LongAdder ended = new LongAdder();
    private volatile int level;

    Crew(Executor threads, int level) {
        this.threads = threads;
        this.level = level;
    }

    @Override
    public void execute(Runnable turn) {
        turns.add(turn);
        callAnother();
    }

    @Override
    public int level() {
        return level;
    }

    /// More members come as work needs them; surplus ones leave after their turn.
    @Override
    public void level(int newLevel) {
        level = newLevel;
        callAnother();
    }

    @Override
    public long ended() {
        return ended.sum();
    }

    @Override
    public boolean isBusy() {
        return members.get() >= level && !turns.isEmpty();
    }

    @Override
    public void interrupt() {
        present.forEach(Thread::interrupt);
    }

    private void callAnother() {
        if (called.get() < CALLS && members.get() < level && !turns.isEmpty() && join()) {
            called.incrementAndGet();
            threads.execute(this::work);
        }
    }

    /// Counts one more member, unless the crew is complete.
    private boolean join() {
        for (int before = members.get(); before < level; before = members.get()) {
            if (members.compareAndSet(before, before + 1)) {
                return true;
            }
        }
        return false;
    }

    private void work() {
        present.add(Thread.currentThread());
        called.decrementAndGet();
        try {
            for (int i = 0; i < TURNS && members.get() <= level; i++) {
                var turn = turns.poll();
                if (turn == null) {
                    break;
                }
                callAnother();
                turn.run();
                ended.increment();
            }
        } finally {
            present.remove(Thread.currentThread());
            members.decrementAndGet();
            callAnother();
        }
    }
}

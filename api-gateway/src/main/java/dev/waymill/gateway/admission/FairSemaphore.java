package dev.waymill.gateway.admission;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A semaphore with a total limit and a limit per holder (an owner or a key). Thread-safe: guarded by `lock`.
public final class FairSemaphore {
    private final int each;
    private final Map<String, Integer> held = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private int free;

    /// @param all the number of permits
    /// @param each the most permits of one holder
    public FairSemaphore(int all, int each) {
        this.free = all;
        this.each = Math.min(all, each);
    }

    /// Creates a semaphore that gives each holder at most a quarter of the permits, and at least one.
    public static FairSemaphore ofQuarters(int all) {
        return new FairSemaphore(all, Math.max(1, all / 4));
    }

    /// A permit, which is released by closing it. Closing it twice does no harm.
    public final class Place implements AutoCloseable {
        private final String holder;
        private final AtomicBoolean open = new AtomicBoolean(true);

        private Place(String holder) {
            this.holder = holder;
        }

        @Override
        public void close() {
            if (open.compareAndSet(true, false)) {
                release(holder);
            }
        }
    }

    /// Returns a permit; empty when all are in use or the holder has its share.
    public Optional<Place> enter(String holder) {
        return enter(holder, Duration.ZERO);
    }

    /// Returns a permit as soon as one is available; empty when the wait is over or the thread is interrupted.
    ///
    /// @param patience how long to wait
    public Optional<Place> enter(String holder, Duration patience) {
        lock.lock();
        try {
            long nanos = patience.toNanos();
            while (free == 0 || held.getOrDefault(holder, 0) >= each) {
                if (nanos <= 0) {
                    return Optional.empty();
                }
                nanos = left.awaitNanos(nanos);
            }
            free--;
            held.merge(holder, 1, Integer::sum);
            return Optional.of(new Place(holder));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private void release(String holder) {
        lock.lock();
        try {
            free++;
            held.computeIfPresent(holder, (_, count) -> count == 1 ? null : count - 1);
            left.signalAll();
        } finally {
            lock.unlock();
        }
    }
}

package dev.waymill.scheduler.dispatch;

import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/// How many more tasks may be on their way to the workers. Thread-safe.
///
/// It is counted in the database, but not before each claim: where dead rows cannot be cleared away, that costs
/// more than the claim. In between, what this scheduler sends and what it hears of is reckoned with; what others
/// do meanwhile comes in with the next count.
@Component
public class Room {
    /// A count holds for that many times what it cost.
    private static final int SHARE = 20;

    private final ReadyStore ready;
    private final DispatchProperties bounds;
    private final AtomicInteger left = new AtomicInteger();
    private volatile long countAgainAt;
    private volatile boolean counted;

    Room(ReadyStore ready, DispatchProperties bounds) {
        this.ready = ready;
        this.bounds = bounds;
    }

    /// When there seems to be none it is counted anew: nothing else could be done in that time.
    int left() {
        long now = System.nanoTime();
        if (!counted || left.get() <= 0 || now - countAgainAt >= 0) {
            left.set(ready.room(bounds));
            long after = System.nanoTime();
            countAgainAt = after + SHARE * (after - now);
            counted = true;
        }
        return Math.max(0, left.get());
    }

    void take(int tasks) {
        left.addAndGet(-tasks);
    }

    /// Workers have begun that many tasks.
    public void begun(int tasks) {
        left.addAndGet(tasks);
    }
}

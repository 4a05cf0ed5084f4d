package dev.waymill.scheduler.dispatch;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/// How many more tasks may be dispatched to the workers. Thread-safe.
///
/// It is counted in the database, but not before each claim: with many dead rows the count costs more than the
/// claim. In between, this scheduler's own dispatches and the reported starts are added; other schedulers'
/// changes appear with the next count.
@Component
public class DispatchBudget {
    /// A count is valid for this many times as long as it took.
    private static final int SHARE = 20;

    private final ClaimStore ready;
    private final DispatchProperties bounds;
    private final AtomicInteger remaining = new AtomicInteger();
    private volatile long countAgainAt;
    private volatile boolean counted;

    DispatchBudget(ClaimStore ready, DispatchProperties bounds, MeterRegistry registry) {
        this.ready = ready;
        this.bounds = bounds;
        Gauge.builder("waymill.dispatch.budget", this, DispatchBudget::lastRemaining)
                .description("Tasks that may be dispatched before more have started; 0 if all slots are busy")
                .register(registry);
    }

    /// Counts again if the budget is used up, since there is nothing else to do.
    int remaining() {
        long now = System.nanoTime();
        if (!counted || remaining.get() <= 0 || now - countAgainAt >= 0) {
            remaining.set(ready.freeCapacity(bounds));
            long after = System.nanoTime();
            countAgainAt = after + SHARE * (after - now);
            counted = true;
        }
        return Math.max(0, remaining.get());
    }

    /// Returns the last count, however old.
    public int lastRemaining() {
        return Math.max(0, remaining.get());
    }

    /// How long a worker counts as live after its last heartbeat.
    public Duration workerSilence() {
        return bounds.workerSilence();
    }

    void take(int tasks) {
        remaining.addAndGet(-tasks);
    }

    /// Workers have started that many tasks.
    public void addStarted(int tasks) {
        remaining.addAndGet(tasks);
    }
}

package dev.waymill.scheduler.loop;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// A thread around a tick. Thread-safe; Spring starts and stops it.
public final class Loop implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Loop.class);

    private final String name;
    private final Duration interval;
    private final Tick tick;
    private final Semaphore wakes = new Semaphore(0);
    private @Nullable Thread thread;
    private volatile boolean stopping;

    /// @param interval the longest time between two ticks; a safety net, where others wake
    public Loop(String name, Duration interval, Tick tick) {
        this.name = name;
        this.interval = interval;
        this.tick = tick;
    }

    /// One pass of a duty.
    @FunctionalInterface
    public interface Tick {
        /// @return whether there is more to do right now
        boolean run();
    }

    /// There is something to do: tick soon. Many wakes before a tick make one.
    public void wake() {
        if (wakes.availablePermits() == 0) {
            wakes.release();
        }
    }

    @Override
    public synchronized void start() {
        stopping = false;
        thread = Thread.ofPlatform().name(name).start(this::runUntilStopped);
    }

    @Override
    public synchronized void stop() {
        stopping = true;
        wake();
        if (thread != null) {
            try {
                thread.join(Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            thread = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }

    private void runUntilStopped() {
        boolean failing = false;
        while (!stopping) {
            boolean more = false;
            try {
                more = tick.run();
                failing = false;
            } catch (RuntimeException e) {
                logFailure(e, failing);
                failing = true;
            }
            if (!more) {
                sleep();
            }
        }
    }

    /// An outage is told once in full, not once a tick.
    private void logFailure(RuntimeException e, boolean again) {
        if (again) {
            log.warn("loop={} fails still, trying again in {}: {}", name, interval, e.getMessage());
        } else {
            log.error("loop={} failed, trying again in {}", name, interval, e);
        }
    }

    private void sleep() {
        try {
            if (wakes.tryAcquire(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                wakes.drainPermits();
            }
        } catch (InterruptedException e) {
            stopping = true;
        }
    }
}

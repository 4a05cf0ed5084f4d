package dev.waymill.runtime.loop;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// A thread that runs a tick repeatedly. Thread-safe; Spring starts and stops it.
///
/// Nothing that a tick throws ends it, not even an Error, nor does an interrupt: only [#stop] does.
public final class Loop implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Loop.class);
    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(30);
    private static final int PATIENCE_IN_INTERVALS = 10;
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final Duration ENDLESS = Duration.ofDays(36_500);

    private final String name;
    private final Duration interval;
    private final LoopHistory history;
    private final Tick tick;
    private final int phase;
    private final Semaphore wakes = new Semaphore(0);
    private volatile @Nullable Thread thread;
    private volatile boolean stopping;

    /// Creates a loop with a default patience.
    ///
    /// @param interval the longest time between two ticks; a fallback if the loop is woken otherwise
    public Loop(String name, Duration interval, Tick tick) {
        this(name, interval, patience(interval), tick);
    }

    /// Creates a loop.
    ///
    /// @param interval the longest time between two ticks
    /// @param patience the time without a successful tick after which health is down; longer than the longest
    ///     tick
    public Loop(String name, Duration interval, Duration patience, Tick tick) {
        this(name, interval, patience, SmartLifecycle.DEFAULT_PHASE, tick);
    }

    private Loop(String name, Duration interval, Duration patience, int phase, Tick tick) {
        this.name = name;
        this.interval = interval;
        this.tick = tick;
        this.phase = phase;
        this.history = new LoopHistory(patience, System::nanoTime);
    }

    /// Creates a loop that only observes. Health ignores its failures: what it observes may be unavailable while
    /// this process works.
    public static Loop observer(String name, Duration interval, Tick tick) {
        return new Loop(name, interval, ENDLESS, tick);
    }

    /// Returns a copy in another phase of the application's start and stop. Call it before the start.
    public Loop inPhase(int other) {
        return new Loop(name, interval, history.patience(), other, tick);
    }

    /// One pass of the work.
    @FunctionalInterface
    public interface Tick {
        /// @return whether there is more to do right now
        boolean run() throws Exception;
    }

    public String name() {
        return name;
    }

    /// Requests a tick soon. Several calls before a tick cause one tick.
    public void wake() {
        if (wakes.availablePermits() == 0) {
            wakes.release();
        }
    }

    @Override
    public synchronized void start() {
        stopping = false;
        history.start();
        var next = Thread.ofPlatform().daemon().name(name).unstarted(this::runUntilStopped);
        thread = next;
        next.start();
    }

    @Override
    public synchronized void stop() {
        stopping = true;
        wake();
        var last = thread;
        if (last != null) {
            try {
                if (!last.join(STOP)) {
                    log.warn("loop={} does not stop within {}; interrupting its tick", name, STOP);
                    last.interrupt();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            thread = null;
        }
    }

    /// All loops of a service stop concurrently: one that hangs does not delay others.
    @Override
    public void stop(Runnable stopped) {
        Thread.startVirtualThread(() -> {
            try {
                stop();
            } finally {
                stopped.run();
            }
        });
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }

    @Override
    public int getPhase() {
        return phase;
    }

    LoopHistory history() {
        return history;
    }

    private void runUntilStopped() {
        while (isCurrent()) {
            try {
                if (!tick()) {
                    pause();
                }
            } catch (Throwable e) {
                // Even logging failed, e.g. because its classes cannot be loaded.
                pauseWhateverHappens();
            }
        }
    }

    /// Whether this thread still owns the loop. A thread that hung during a stop was replaced; it must not run
    /// beside its successor.
    private boolean isCurrent() {
        return !stopping && Thread.currentThread() == thread;
    }

    private void pauseWhateverHappens() {
        try {
            Thread.sleep(interval);
        } catch (Throwable _) {
            Thread.onSpinWait();
        }
    }

    private boolean tick() {
        history.began();
        try {
            boolean more = tick.run();
            if (history.succeeded()) {
                log.info("loop={} works again", name);
            }
            return more;
        } catch (Throwable e) {
            boolean isNews = history.failed(e);
            if (isNews && !stopping) {
                log.error("loop={} failed, trying again in {}", name, interval, e);
            } else {
                log.debug("loop={} still fails, trying again in {}", name, interval, e);
            }
            return false;
        }
    }

    /// Clears an interrupt left by the tick, which would end the pause at once.
    private void pause() {
        if (Thread.interrupted()) {
            log.debug("loop={} was interrupted during its tick; continuing", name);
        }
        try {
            if (wakes.tryAcquire(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                wakes.drainPermits();
            }
        } catch (InterruptedException e) {
            log.debug("loop={} was interrupted; continuing", name);
        }
    }

    private static Duration patience(Duration interval) {
        var many = interval.multipliedBy(PATIENCE_IN_INTERVALS);
        return many.compareTo(LEAST_PATIENCE) > 0 ? many : LEAST_PATIENCE;
    }
}

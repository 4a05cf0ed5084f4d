package dev.waymill.runtime.loop;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The results of a loop's ticks. Written only by the loop's thread, read by any thread.
final class LoopHistory {
    private static final int LONGEST_ERROR = 300;
    private static final long ERROR_IS_NEWS_AGAIN = Duration.ofMinutes(1).toNanos();

    private final Duration patience;
    private final LongSupplier clock;
    private final LongAdder successes = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder successNanos = new LongAdder();
    private final LongAdder failureNanos = new LongAdder();
    private volatile boolean started;
    private volatile long lastSuccess;
    private volatile @Nullable Long tickBegan;
    private volatile @Nullable String lastError;
    private boolean failing;
    private long lastNews;

    /// @param clock nanoseconds of a monotonic clock
    LoopHistory(Duration patience, LongSupplier clock) {
        this.patience = patience;
        this.clock = clock;
        this.lastSuccess = clock.getAsLong();
    }

    void start() {
        lastSuccess = clock.getAsLong();
        tickBegan = null;
        started = true;
    }

    void began() {
        tickBegan = clock.getAsLong();
    }

    /// @return whether the previous ticks had failed
    boolean succeeded() {
        successNanos.add(endTick());
        successes.increment();
        lastSuccess = clock.getAsLong();
        boolean recovered = failing;
        failing = false;
        return recovered;
    }

    /// @return whether to log it: the first failure after a success, or the first one a minute after the last
    ///     logged
    boolean failed(Throwable why) {
        failureNanos.add(endTick());
        failures.increment();
        lastError = text(why);
        long now = clock.getAsLong();
        boolean isNews = !failing || now - lastNews >= ERROR_IS_NEWS_AGAIN;
        failing = true;
        lastNews = isNews ? now : lastNews;
        return isNews;
    }

    Duration patience() {
        return patience;
    }

    /// Time since the last successful tick, or since the start; zero before the start.
    Duration age() {
        return started ? Duration.ofNanos(clock.getAsLong() - lastSuccess) : Duration.ZERO;
    }

    boolean isOverdue() {
        return age().compareTo(patience) > 0;
    }

    /// How long the current tick has been running; null between two ticks.
    @Nullable
    Duration running() {
        var began = tickBegan;
        return began == null ? null : Duration.ofNanos(clock.getAsLong() - began);
    }

    /// The error of the last failed tick, however long ago.
    @Nullable
    String lastError() {
        return lastError;
    }

    long successes() {
        return successes.sum();
    }

    long failures() {
        return failures.sum();
    }

    long successNanos() {
        return successNanos.sum();
    }

    long failureNanos() {
        return failureNanos.sum();
    }

    private long endTick() {
        var began = tickBegan;
        tickBegan = null;
        return began == null ? 0 : clock.getAsLong() - began;
    }

    private static String text(Throwable why) {
        var text = why.toString();
        return text.length() <= LONGEST_ERROR ? text : text.substring(0, LONGEST_ERROR) + "…";
    }
}

package dev.waymill.worker.consume;

import java.time.Duration;

/// The current state of an engine's poll threads.
///
/// @param consumers how many poll threads there should be
/// @param alive how many are alive; 0 while the engine is stopped
/// @param oldestPass how long ago the slowest of them completed a pass: well below a second, but up to
///     `default.api.timeout.ms` (a minute) while a rebalance waits for an unavailable broker
/// @param error the error since that thread's last pass; empty if there was none
public record EngineHealth(int consumers, int alive, Duration oldestPass, String error) {
    private static final Duration STUCK = Duration.ofSeconds(90);
    private static final Duration BROKEN = Duration.ofSeconds(10);

    /// False if a poll thread is dead, hangs, or fails again and again. One that failed once is replaced within
    /// a second.
    public boolean isHealthy() {
        return alive == consumers && oldestPass.compareTo(error.isEmpty() ? STUCK : BROKEN) < 0;
    }
}

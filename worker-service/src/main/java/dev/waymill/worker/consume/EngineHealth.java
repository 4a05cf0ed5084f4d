package dev.waymill.worker.consume;

import java.time.Duration;

/// How the poll threads of an engine are now.
///
/// @param consumers poll threads there should be
/// @param alive those that live; none while the engine is stopped
/// @param oldestPass since when the slowest of them has not ended a pass: well below a second, but up to
///     `default.api.timeout.ms` (a minute) while a rebalance waits for a broker that is away
/// @param error what broke since that one's last pass; empty when nothing did
public record EngineHealth(int consumers, int alive, Duration oldestPass, String error) {
    private static final Duration STUCK = Duration.ofSeconds(90);
    private static final Duration BROKEN = Duration.ofSeconds(10);

    /// False when a poll thread died, stands still, or breaks again and again. One that broke once is replaced
    /// within a second.
    public boolean isHealthy() {
        return alive == consumers && oldestPass.compareTo(error.isEmpty() ? STUCK : BROKEN) < 0;
    }
}

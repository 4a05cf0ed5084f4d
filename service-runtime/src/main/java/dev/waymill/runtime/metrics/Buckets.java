package dev.waymill.runtime.metrics;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;

/// The upper bounds of a timer's histogram buckets, in milliseconds. Fixed buckets, unlike percentiles, can be
/// added up over all instances.
public enum Buckets {
    /// For a statement, a call or a flush.
    STATEMENT(1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000),
    /// For the time that something waits for its turn.
    WAIT(10, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000, 900_000, 3_600_000, 21_600_000),
    /// For an attempt, a stage of an import, or a job: a no-op takes milliseconds, a big import hours.
    RUN(10, 50, 250, 1_000, 5_000, 10_000, 30_000, 60_000, 300_000, 900_000, 3_600_000, 21_600_000);

    private final Duration[] bounds;

    Buckets(long... millis) {
        this.bounds = Arrays.stream(millis).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }

    /// Returns the builder of a timer with these buckets.
    public Timer.Builder timer(String name, String description) {
        return Timer.builder(name).description(description).serviceLevelObjectives(bounds);
    }
}

package dev.waymill.events;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// When and how a job may run, as its submitter wants it.
///
/// @param runAt not before then; null for at once
/// @param hold true to wait until somebody releases it
/// @param backoff how long to wait between attempts; null for the scheduler's own way
/// @param concurrency with which others it may not run at the same time; null for none
/// @param limits how long each attempt may take; null for what its kind of tasks has
public record JobTerms(
        @Nullable Instant runAt,
        boolean hold,
        @Nullable Backoff backoff,
        @Nullable Concurrency concurrency,
        @Nullable AttemptLimits limits) {
    /// A job without limits of its own.
    public JobTerms(
            @Nullable Instant runAt, boolean hold, @Nullable Backoff backoff, @Nullable Concurrency concurrency) {
        this(runAt, hold, backoff, concurrency, null);
    }

    /// The wait before the attempt after failure number n: anything up to `base` · `factor`ⁿ⁻¹, at most `cap`.
    ///
    /// @param factor 1 or more
    public record Backoff(Duration base, double factor, Duration cap) {}

    /// At most `limit` jobs of the owner with this key run at a time, in the order in which they were submitted.
    /// A job counts from its first task until it is over, its waits between attempts included.
    ///
    /// @param limit 1 or more; of two submissions that differ, the later one's holds
    public record Concurrency(String key, int limit) {}
}

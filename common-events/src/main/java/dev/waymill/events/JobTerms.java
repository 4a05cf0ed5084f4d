package dev.waymill.events;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// When and how a job may run, as set by its submitter.
///
/// @param runAt earliest start; null for at once
/// @param hold true to wait until the job is released
/// @param backoff how long to wait between attempts; null for the scheduler's default
/// @param concurrency which jobs may not run at the same time as this one; null for no restriction
/// @param limits how long each attempt may take; null for the defaults of the task's kind
public record JobTerms(
        @Nullable Instant runAt,
        boolean hold,
        @Nullable Backoff backoff,
        @Nullable Concurrency concurrency,
        @Nullable AttemptLimits limits) {
    /// Creates terms without attempt limits.
    public JobTerms(
            @Nullable Instant runAt, boolean hold, @Nullable Backoff backoff, @Nullable Concurrency concurrency) {
        this(runAt, hold, backoff, concurrency, null);
    }

    /// The wait before the attempt after failure number n: a random time up to `base` · `factor`ⁿ⁻¹, at most
    /// `cap`.
    ///
    /// @param factor 1 or more
    public record Backoff(Duration base, double factor, Duration cap) {}

    /// At most `limit` jobs of the owner with this key run at a time, in submission order. A job counts from
    /// its first task until it ends, including its waits between attempts.
    ///
    /// @param limit 1 or more; if two submissions differ, the later one applies
    public record Concurrency(String key, int limit) {}
}

package dev.waymill.scheduler.retry;

import dev.waymill.events.JobTerms.Backoff;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Exponential backoff with full jitter (Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog,
/// 2015): a random wait between zero and `min(cap, base × factor^(failures − 1))`.
@Component
public final class RetryPolicy {
    private static final Duration MAX_REQUESTED_DELAY = Duration.ofDays(1);

    private final RetryProperties properties;
    private final RandomGenerator random;

    RetryPolicy(RetryProperties properties, RandomGenerator random) {
        this.properties = properties;
        this.random = random;
    }

    /// Whether a task with that many failures is retried.
    ///
    /// @param ofJob how often the job lets its tasks fail
    public boolean allowsRetry(int failures, String type, int ofJob) {
        return failures < properties.attempts(type, ofJob);
    }

    /// How long to wait before the next attempt.
    ///
    /// @param failures failed attempts so far, at least 1
    /// @param own the job's own backoff, or null
    /// @param atLeast the wait that the handler asks for, or null; capped at one day
    public Duration delay(int failures, String type, @Nullable Backoff own, @Nullable Duration atLeast) {
        var wait = jittered(failures, own == null ? properties.backoff(type) : own);
        if (atLeast == null || wait.compareTo(atLeast) >= 0) {
            return wait;
        }
        return atLeast.compareTo(MAX_REQUESTED_DELAY) > 0 ? MAX_REQUESTED_DELAY : atLeast;
    }

    private Duration jittered(int failures, Backoff backoff) {
        double ceiling = backoff.base().toMillis() * Math.pow(backoff.factor(), failures - 1.0);
        long bounded = (long) Math.min(ceiling, backoff.cap().toMillis());
        return Duration.ofMillis(random.nextLong(bounded + 1));
    }
}

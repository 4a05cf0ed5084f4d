package dev.waymill.scheduler.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.springframework.stereotype.Component;

/// Exponential backoff with full jitter (Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog,
/// 2015): a random wait between nothing and `min(cap, base × factor^(failures − 1))`.
@Component
public final class RetryPolicy {
    private final RetryProperties properties;
    private final RandomGenerator random;

    RetryPolicy(RetryProperties properties, RandomGenerator random) {
        this.properties = properties;
        this.random = random;
    }

    /// @param failures failed attempts so far, at least 1
    public Duration delayAfter(int failures) {
        double ceiling = properties.base().toMillis() * Math.pow(properties.factor(), failures - 1.0);
        long bounded = (long) Math.min(ceiling, properties.cap().toMillis());
        return Duration.ofMillis(random.nextLong(bounded + 1));
    }
}

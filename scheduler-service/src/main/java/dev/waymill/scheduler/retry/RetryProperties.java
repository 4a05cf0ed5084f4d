package dev.waymill.scheduler.retry;

import dev.waymill.events.JobTerms.Backoff;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param base the longest wait after the first failure
/// @param factor by which the longest wait grows with each further failure, 1 or more
/// @param cap the upper bound of all waits, at least base
/// @param types settings that differ for a job type, by type
@ConfigurationProperties("waymill.retry")
record RetryProperties(
        @DefaultValue("1s") Duration base,
        @DefaultValue("2") double factor,
        @DefaultValue("300s") Duration cap,
        @DefaultValue Map<String, OfType> types) {
    RetryProperties {
        types = Map.copyOf(types);
        check(new Backoff(base, factor, cap));
    }

    /// Null settings fall back to the general ones.
    ///
    /// @param attempts how often a task may fail at most, even if its job allows more
    record OfType(
            @Nullable Integer attempts,
            @Nullable Duration base,
            @Nullable Double factor,
            @Nullable Duration cap) {
        OfType {
            if (attempts != null && attempts < 1) {
                throw new IllegalArgumentException("waymill.retry.types: attempts must be at least 1");
            }
        }
    }

    Backoff backoff(String type) {
        var own = types.get(type);
        return own == null
                ? new Backoff(base, factor, cap)
                : check(new Backoff(
                        Objects.requireNonNullElse(own.base(), base),
                        Objects.requireNonNullElse(own.factor(), factor),
                        Objects.requireNonNullElse(own.cap(), cap)));
    }

    int attempts(String type, int ofJob) {
        var own = types.get(type);
        return own == null || own.attempts() == null ? ofJob : Math.min(own.attempts(), ofJob);
    }

    private static Backoff check(Backoff backoff) {
        if (!(backoff.factor() >= 1)
                || backoff.base().isNegative()
                || backoff.cap().compareTo(backoff.base()) < 0) {
            throw new IllegalArgumentException("waymill.retry: factor must be at least 1, and cap at least base");
        }
        return backoff;
    }
}

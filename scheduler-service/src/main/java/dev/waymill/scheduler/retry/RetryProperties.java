package dev.waymill.scheduler.retry;

import dev.waymill.events.JobTerms.Backoff;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param base the longest wait after the first failure
/// @param factor by which it grows with each further one
/// @param cap the longest wait at all
@ConfigurationProperties("waymill.retry")
record RetryProperties(
        @DefaultValue("1s") Duration base,
        @DefaultValue("2") double factor,
        @DefaultValue("300s") Duration cap) {
    RetryProperties {
        if (!(factor >= 1) || base.isNegative() || cap.compareTo(base) < 0) {
            throw new IllegalArgumentException("waymill.retry: factor is at least 1, cap at least base");
        }
    }

    Backoff backoff() {
        return new Backoff(base, factor, cap);
    }
}

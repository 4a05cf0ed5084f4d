package dev.waymill.worker.handler;

import dev.waymill.events.AttemptLimits;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How long attempts may take.
///
/// @param courtesy how long an attempt that must stop may continue before it is interrupted
/// @param limits limits by task kind, in place of the handler's own; a job may set shorter ones, never longer
///     ones
@ConfigurationProperties("waymill.attempts")
record AttemptProperties(
        @DefaultValue("5s") Duration courtesy, @DefaultValue Map<String, AttemptLimits> limits) {
    AttemptProperties {
        if (!courtesy.isPositive()) {
            throw new IllegalArgumentException("waymill.attempts.courtesy must be positive");
        }
        limits.values().forEach(limit -> {
            requirePositive(limit.timeLimit());
            requirePositive(limit.progressDeadline());
        });
        limits = Map.copyOf(limits);
    }

    private static void requirePositive(@org.jspecify.annotations.Nullable Duration limit) {
        if (limit != null && !limit.isPositive()) {
            throw new IllegalArgumentException("waymill.attempts.limits: each limit must be positive");
        }
    }
}

package dev.waymill.events;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How long an attempt may take. One that exceeds a limit fails and may be retried.
///
/// @param timeLimit from its start to its end; null for no limit
/// @param progressDeadline from one sign of progress to the next; null for no limit
public record AttemptLimits(
        @Nullable Duration timeLimit, @Nullable Duration progressDeadline) {
    public static final AttemptLimits NONE = new AttemptLimits(null, null);
}

package dev.waymill.worker.handler;

import dev.waymill.events.TaskReported.FollowUp;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// How a handler ends a task.
public sealed interface Outcome {
    /// The work is done and nothing follows.
    ///
    /// @param result what the job shows as its result, or null to leave that as it is
    record Done(@Nullable JsonNode result) implements Outcome {}

    /// The work is done and these tasks follow.
    record Then(@Nullable JsonNode result, List<FollowUp> next) implements Outcome {
        public Then {
            next = List.copyOf(next);
        }
    }

    /// The work failed.
    ///
    /// @param code stable, kebab-case, for programs
    /// @param message for people
    /// @param retryable false when another attempt cannot help
    record Fail(String code, String message, boolean retryable) implements Outcome {}

    /// Not now: once more after the delay, without counting an attempt.
    record Snooze(Duration delay) implements Outcome {}
}

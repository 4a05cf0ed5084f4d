package dev.waymill.worker.handler;

import dev.waymill.events.RawJson;
import dev.waymill.events.TaskReported.FanIn;
import dev.waymill.events.TaskReported.FollowUp;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How a handler ends a task.
public sealed interface Outcome {
    /// The work is done and nothing follows.
    ///
    /// @param result what the job shows as its result, or null to leave that as it is
    record Done(@Nullable RawJson result) implements Outcome {}

    /// The work is done and these tasks follow.
    ///
    /// @param fanIn the task that waits for all of `next`, or null
    record Then(
            @Nullable RawJson result,
            List<FollowUp> next,
            @Nullable FanIn fanIn) implements Outcome {
        public Then {
            next = List.copyOf(next);
        }

        public Then(@Nullable RawJson result, List<FollowUp> next) {
            this(result, next, null);
        }
    }

    /// The work failed.
    ///
    /// @param code stable, kebab-case, for programs
    /// @param message for people
    /// @param retryable false when another attempt cannot help
    /// @param retryAfter how long to wait at least before the next attempt, e.g. what a server asked for; null for
    ///     the scheduler's own wait
    record Fail(
            String code,
            String message,
            boolean retryable,
            @Nullable Duration retryAfter) implements Outcome {
        public Fail {
            Objects.requireNonNull(code, "A failure needs a code");
            Objects.requireNonNull(message, "A failure needs a message");
        }

        public Fail(String code, String message, boolean retryable) {
            this(code, message, retryable, null);
        }
    }

    /// Not now: once more after the delay, without counting an attempt.
    record Snooze(Duration delay) implements Outcome {
        public Snooze {
            Objects.requireNonNull(delay, "A snooze needs a delay");
        }
    }
}

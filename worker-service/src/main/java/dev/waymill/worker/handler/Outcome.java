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
    /// The work is done, without follow-up tasks.
    ///
    /// @param result the job's new result, or null to keep the old one
    record Done(@Nullable RawJson result) implements Outcome {}

    /// The work is done, with follow-up tasks.
    ///
    /// @param result the job's new result, or null to keep the old one
    /// @param next the follow-up tasks
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
    /// @param retryable false if another attempt cannot help
    /// @param retryAfter shortest wait before the next attempt, e.g. as requested by a server; null for the
    ///     scheduler's backoff
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

    /// The work is done, and its result is that the job fails. It is not retried, and there is nothing that an
    /// operator could mend, so it makes no dead letter.
    ///
    /// @param code stable, kebab-case, for programs
    /// @param message for people
    /// @param result the job's new result
    record Refuse(String code, String message, RawJson result) implements Outcome {
        public Refuse {
            Objects.requireNonNull(code, "A refusal needs a code");
            Objects.requireNonNull(message, "A refusal needs a message");
            Objects.requireNonNull(result, "A refusal needs a result");
        }
    }

    /// Runs the task again after the delay, without counting an attempt.
    record Snooze(Duration delay) implements Outcome {
        public Snooze {
            Objects.requireNonNull(delay, "A snooze needs a delay");
        }
    }
}

package dev.waymill.events.rest;

import dev.waymill.events.JobState;
import dev.waymill.events.Progress;
import dev.waymill.events.RawJson;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A job and its tasks as the scheduler has them: `GET /internal/jobs/{id}/status`, and the answer to each
/// command (`POST …/cancel`, `/promote`, `/hold`, `/release`, `/retry`, `/priority`, `/run-at`).
///
/// @param <T> a list of [TaskStatus], or [dev.waymill.events.RawJson] for who passes it on
/// @param version grows with every change of the job
/// @param attempt attempts of the task that runs or ran last, 0 or more
/// @param priority 0 (first) … 9 (last)
/// @param error why the last attempt failed; null once one has succeeded
/// @param graceEndsAt when the grace period ends; null outside of it
/// @param tasks oldest first
public record JobStatus<T>(
        UUID id,
        String owner,
        String type,
        JobState state,
        long version,
        int attempt,
        int priority,
        @Nullable Progress progress,
        @Nullable RawJson result,
        @Nullable Failure error,
        @Nullable Instant graceEndsAt,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant finishedAt,
        T tasks) {
    public JobStatus {
        Objects.requireNonNull(id, "A job has an id");
        Objects.requireNonNull(state, "A job has a state");
        Objects.requireNonNull(updatedAt, "A job has a time of its last change");
    }

    /// @param state the name of a task state, e.g. `READY`
    /// @param attempt 0 before the first one
    /// @param runAt when it is due, if it waits for that; else null
    /// @param error why its last ended attempt failed, if it did
    /// @param waitsFor why it does not run; null when it runs or is over
    public record TaskStatus(
            UUID id,
            String kind,
            String state,
            int attempt,
            @Nullable Instant runAt,
            @Nullable Failure error,
            @Nullable WaitsFor waitsFor) {}

    /// @param reason `time` (see runAt), `release`, `tasks` (those of its fan-in), `gate` (its concurrency
    ///     key), `pause`, `limit` or `rate` (its type's or owner's), `turn` (others come before it in the fair
    ///     order) or `worker` (it is on its way to one)
    /// @param ahead how many tasks come before it, or have to end first; at most 10,000 are counted
    public record WaitsFor(String reason, @Nullable Long ahead) {}
}

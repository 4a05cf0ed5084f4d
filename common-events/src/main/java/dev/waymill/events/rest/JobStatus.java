package dev.waymill.events.rest;

import dev.waymill.events.JobState;
import dev.waymill.events.Progress;
import dev.waymill.events.RawJson;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A job and its tasks in the scheduler: `GET /internal/jobs/{id}/status`, and the response to each command
/// (`POST …/cancel`, `/promote`, `/hold`, `/release`, `/retry`, `/priority`, `/run-at`).
///
/// @param <T> a list of [TaskStatus], or [dev.waymill.events.RawJson] for code that passes them on
///     unread
/// @param version increases with every change of the job
/// @param attempt the number of attempts of the task that runs or ran last, 0 or more
/// @param priority 0 (first) … 9 (last)
/// @param error why the last attempt failed; null once one has succeeded
/// @param graceEndsAt when the grace period ends; null if the job is not in its grace period
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
        Objects.requireNonNull(id, "A job needs an id");
        Objects.requireNonNull(state, "A job needs a state");
        Objects.requireNonNull(updatedAt, "A job needs the time of its last change");
    }

    /// A task of the job.
    ///
    /// @param state the name of a task state, e.g. `READY`
    /// @param attempt the number of the latest attempt; 0 before the first one
    /// @param runAt when the task is due; null if it does not wait for a time
    /// @param error why the last ended attempt failed; null if it did not fail
    /// @param waitsFor what the task waits for; null if it runs or has ended
    public record TaskStatus(
            UUID id,
            String kind,
            String state,
            int attempt,
            @Nullable Instant runAt,
            @Nullable Failure error,
            @Nullable WaitsFor waitsFor) {}

    /// What a task waits for.
    ///
    /// @param reason `time` (see runAt), `release` (the job is held), `tasks` (the tasks of its fan-in),
    ///     `concurrency-key` (other jobs have it), `pause`, `limit` or `rate` (the limit of its type or owner),
    ///     `turn` (other tasks precede it in the fair order) or `worker` (it was dispatched, but no worker has
    ///     started it)
    /// @param ahead the number of tasks that run before it or have to end first, counted up to 10,000; null
    ///     for `time`, `release` and `worker`
    public record WaitsFor(String reason, @Nullable Long ahead) {}
}

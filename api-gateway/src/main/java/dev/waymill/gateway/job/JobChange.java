package dev.waymill.gateway.job;

import dev.waymill.events.JobState;
import dev.waymill.events.Progress;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskError;
import dev.waymill.events.rest.JobStatus;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A change of a job, by event or by query: the whole visible state as of a version.
///
/// @param version increases with every change of the job
/// @param updatedAt when the job changed, by the scheduler's clock
public record JobChange(
        UUID id,
        long version,
        JobState state,
        int attempt,
        @Nullable Progress progress,
        @Nullable RawJson result,
        @Nullable TaskError error,
        @Nullable Instant graceEndsAt,
        @Nullable Instant finishedAt,
        Instant updatedAt) {
    /// What the scheduler answered.
    public static JobChange of(JobStatus<?> status) {
        var failure = status.error();
        return new JobChange(
                status.id(),
                status.version(),
                status.state(),
                status.attempt(),
                status.progress(),
                status.result(),
                failure == null
                        ? null
                        : new TaskError(failure.code(), Objects.requireNonNullElse(failure.message(), ""), null),
                status.graceEndsAt(),
                status.finishedAt(),
                status.updatedAt());
    }
}

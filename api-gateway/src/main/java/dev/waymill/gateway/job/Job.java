package dev.waymill.gateway.job;

import dev.waymill.events.JobState;
import dev.waymill.events.LivePoints;
import dev.waymill.events.Progress;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskError;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// A job's row.
///
/// @param type e.g. `import`
/// @param payload of an import or a live stream; empty for other types, since it may be large
/// @param priority 0 (first) … 9 (last)
/// @param traceId 32 hex digits
/// @param version the version of the last change from the scheduler; 0 before the first
/// @param attempt the number of attempts of the task that runs or ran last
/// @param graceEndsAt when the grace period ends; null outside of it
/// @param retention how long the job is kept
public record Job(
        UUID id,
        String owner,
        String type,
        RawJson payload,
        int priority,
        String traceId,
        Instant createdAt,
        long version,
        JobState state,
        int attempt,
        @Nullable Progress progress,
        @Nullable RawJson result,
        @Nullable TaskError error,
        @Nullable Instant graceEndsAt,
        @Nullable Instant finishedAt,
        Instant updatedAt,
        Retention retention) {
    /// How long a job is kept.
    ///
    /// @param afterEnd how long after it finished
    /// @param uniqueUntil the earliest time of deletion if it succeeds, because later submissions are compared
    ///     with it; null when none are
    /// @param withPoints whether it is the import of a file, which is kept as long as its points are in the
    ///     timeline
    public record Retention(Duration afterEnd, @Nullable Instant uniqueUntil, boolean withPoints) {}

    /// The time until which the job is kept at least. Empty while it is not finished, and for an import whose
    /// points are in the timeline.
    public Optional<Instant> keptUntil() {
        if (finishedAt == null || (retention.withPoints() && state == JobState.SUCCEEDED)) {
            return Optional.empty();
        }
        var until = finishedAt.plus(retention.afterEnd());
        var unique = state == JobState.SUCCEEDED ? retention.uniqueUntil() : null;
        return Optional.of(unique == null || unique.isBefore(until) ? until : unique);
    }

    /// The name for people, of a job that has one.
    public Optional<String> name() {
        var key = isStream() ? "name" : "fileName";
        return JsonMapper.shared().readTree(payload.text()).path(key).stringValueOpt();
    }

    /// Whether it stands for a live stream, of which the scheduler knows nothing.
    public boolean isStream() {
        return type.equals(LivePoints.JOB_TYPE);
    }

    /// A copy with another priority.
    public Job with(int changed) {
        return new Job(
                id,
                owner,
                type,
                payload,
                changed,
                traceId,
                createdAt,
                version,
                state,
                attempt,
                progress,
                result,
                error,
                graceEndsAt,
                finishedAt,
                updatedAt,
                retention);
    }

    /// Returns this job with the change applied. A change that is not newer has no effect.
    public Job after(JobChange change) {
        if (change.version() <= version) {
            return this;
        }
        return new Job(
                id,
                owner,
                type,
                payload,
                priority,
                traceId,
                createdAt,
                change.version(),
                change.state(),
                change.attempt(),
                change.progress(),
                change.result(),
                change.error(),
                change.graceEndsAt(),
                change.finishedAt(),
                change.updatedAt(),
                retention);
    }
}

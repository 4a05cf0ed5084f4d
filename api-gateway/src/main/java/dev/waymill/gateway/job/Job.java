package dev.waymill.gateway.job;

import dev.waymill.events.JobState;
import dev.waymill.events.Progress;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskError;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A job's row.
///
/// @param type e.g. `import`
/// @param payload of an import its ImportFile; of others nothing, since theirs may be large
/// @param priority 0 (first) … 9 (last)
/// @param traceId 32 hex digits
/// @param version of the scheduler's last news; 0 before the first
/// @param attempt attempts of the task that runs or ran last
/// @param graceEndsAt when the grace period ends; null outside of it
/// @param retention how long it is kept
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
    /// @param afterEnd from its end
    /// @param uniqueUntil so long at least, since others may be the same; null when none may
    /// @param withPoints whether it is the import of a file, kept as long as its points are in the timeline
    public record Retention(Duration afterEnd, @Nullable Instant uniqueUntil, boolean withPoints) {}

    /// So long at least it is kept; empty while it is open, and for an import whose points are in the timeline.
    public Optional<Instant> keptUntil() {
        if (finishedAt == null || (retention.withPoints() && state == JobState.SUCCEEDED)) {
            return Optional.empty();
        }
        var until = finishedAt.plus(retention.afterEnd());
        var unique = retention.uniqueUntil();
        return Optional.of(unique == null || unique.isBefore(until) ? until : unique);
    }

    /// This job after that news; an older one than the last changes nothing.
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

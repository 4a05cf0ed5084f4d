package dev.waymill.events;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The new state of a job: scheduler to gateway. Contains the whole visible state, so that only the newest
/// event matters.
///
/// @param version grows with every change of the job; an event with an older version than the last one applied
///     is ignored
/// @param attempt number of attempts of the current or last task
/// @param graceEndsAt when the grace period ends; null outside a grace period
public record JobChanged(
        UUID eventId,
        Instant occurredAt,
        UUID jobId,
        String owner,
        long version,
        JobState state,
        int attempt,
        @Nullable Progress progress,
        @Nullable RawJson result,
        @Nullable TaskError error,
        @Nullable Instant graceEndsAt,
        @Nullable Instant finishedAt)
        implements Event {
    public static final String TYPE = "job-changed.v1";

    @Override
    public String topic() {
        return Topics.JOB_CHANGED;
    }

    @Override
    public String key() {
        return jobId.toString();
    }
}

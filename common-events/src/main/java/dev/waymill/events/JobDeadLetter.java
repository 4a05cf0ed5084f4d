package dev.waymill.events;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Something beyond help, with everything needed to understand it: a task that used up its attempts, or a
/// record that nobody could read.
///
/// @param jobId null for an unreadable record
/// @param reason stable, kebab-case: `attempts-exhausted`, `not-retryable` or `unreadable-record`
/// @param payload what the task was to do; null for an unreadable record
/// @param source where the unreadable record lies; null for a task
public record JobDeadLetter(
        UUID eventId,
        Instant occurredAt,
        @Nullable UUID jobId,
        @Nullable UUID taskId,
        @Nullable String owner,
        @Nullable String kind,
        int attempts,
        String reason,
        TaskError error,
        @Nullable JsonNode payload,
        @Nullable Source source)
        implements Event {
    public static final String TYPE = "job-dead-letter.v1";

    @Override
    public String topic() {
        return Topics.JOB_DEAD_LETTER;
    }

    @Override
    public String key() {
        if (jobId != null) {
            return jobId.toString();
        }
        return source == null ? eventId.toString() : source.topic() + "-" + source.partition();
    }

    /// The place and the bytes of an unreadable record.
    ///
    /// @param key the record's key as it was, Base64 in JSON; null when it had none
    /// @param value its bytes as they were, Base64 in JSON; null when it had none
    public record Source(String topic, int partition, long offset, byte @Nullable [] key, byte @Nullable [] value) {}
}

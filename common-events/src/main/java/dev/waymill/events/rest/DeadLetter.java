package dev.waymill.events.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.waymill.events.JobDeadLetter.Source;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskError;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A dead letter in full: `GET /internal/dead-letters/{id}`, and the answer to `POST …/retry` and `/dismiss`.
///
/// @param attempts oldest first
/// @param payload what the task was to do; null for an unreadable record, or when it was too large for the
///     letter
/// @param omitted what the letter had no room for, in words
/// @param source where an unreadable record lies, and its bytes as Base64; null for a task
/// @param worker the one that ran the last attempt
public record DeadLetter(
        @JsonUnwrapped Summary summary,
        Error error,
        List<PastAttempt> attempts,
        @Nullable RawJson payload,
        @Nullable String omitted,
        @Nullable Source source,
        @Nullable String worker) {

    /// What a list shows of it, too.
    ///
    /// @param reason stable, kebab-case, e.g. `attempts-exhausted`
    /// @param attemptCount how many attempts the task had; 0 for an unreadable record
    /// @param state `dead`, `retried` or `dismissed`
    public record Summary(
            UUID id,
            @Nullable UUID jobId,
            @Nullable UUID taskId,
            @Nullable String type,
            @Nullable String kind,
            @Nullable String owner,
            String reason,
            int attemptCount,
            @Nullable String traceId,
            Instant deadAt,
            String state,
            @Nullable Instant resolvedAt,
            @Nullable String resolvedReason,
            @Nullable String resolvedBy) {}

    /// An item of `GET /internal/dead-letters`.
    ///
    /// @param source where an unreadable record lies; null for a task
    public record Item(
            @JsonUnwrapped Summary summary,
            Error error,
            @Nullable RecordPosition source) {}

    /// @param partition from 0
    /// @param offset from 0
    public record RecordPosition(String topic, int partition, long offset) {}

    /// @param type the exception of an unexpected failure, else the code
    public record Error(
            @JsonProperty("class") String type,
            String message,
            @Nullable String stack) {}

    /// @param attempt from 1
    /// @param outcome `failed`, `snoozed` or another end of an attempt
    public record PastAttempt(
            int attempt,
            @Nullable String worker,
            String outcome,
            @Nullable TaskError error,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt) {}
}

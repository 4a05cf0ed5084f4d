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

/// A dead letter with all its fields: the response of `GET /internal/dead-letters/{id}`, `POST …/retry` and
/// `POST …/dismiss`.
///
/// @param attempts the task's attempts, oldest first
/// @param payload the task's payload; null for an unreadable record, or if it was too large to be kept
/// @param omitted describes what was left out because the dead letter was too large; null if nothing was
/// @param source the position of an unreadable record, and its bytes as Base64; null for a task
/// @param worker the worker that ran the last attempt; null if unknown
public record DeadLetter(
        @JsonUnwrapped Summary summary,
        Error error,
        List<PastAttempt> attempts,
        @Nullable RawJson payload,
        @Nullable String omitted,
        @Nullable Source source,
        @Nullable String worker) {

    /// The fields that lists contain, too.
    ///
    /// @param reason stable, kebab-case, e.g. `attempts-exhausted`
    /// @param attemptCount the number of attempts of the task; 0 for an unreadable record
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
    /// @param source the position of an unreadable record; null for a task
    public record Item(
            @JsonUnwrapped Summary summary,
            Error error,
            @Nullable RecordPosition source) {}

    /// The position of a record in Kafka.
    ///
    /// @param partition from 0
    /// @param offset from 0
    public record RecordPosition(String topic, int partition, long offset) {}

    /// The error that ended the last attempt, or why a record is unreadable.
    ///
    /// @param type the exception class of an unexpected failure, otherwise the error code
    public record Error(
            @JsonProperty("class") String type,
            String message,
            @Nullable String stack) {}

    /// An attempt that has ended.
    ///
    /// @param attempt the attempt's number, from 1
    /// @param outcome `failed`, `snoozed` or another outcome of an attempt
    public record PastAttempt(
            int attempt,
            @Nullable String worker,
            String outcome,
            @Nullable TaskError error,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt) {}
}

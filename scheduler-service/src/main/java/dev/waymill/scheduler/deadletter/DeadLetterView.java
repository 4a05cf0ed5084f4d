package dev.waymill.scheduler.deadletter;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.waymill.events.JobDeadLetter;
import dev.waymill.events.JobDeadLetter.Source;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskError;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A dead letter in full, as the gateway reads it.
///
/// @param attempts oldest first
/// @param payload the task's payload; null for an unreadable record, or if it was too large for the letter
/// @param omitted what was left out for lack of space, as text; null if nothing was
/// @param source the topic, partition and offset of an unreadable record, and its bytes as Base64; null for a
///     task
/// @param worker the worker that ran the last attempt
record DeadLetterView(
        @JsonUnwrapped Summary summary,
        Error error,
        List<PastAttempt> attempts,
        @Nullable RawJson payload,
        @Nullable String omitted,
        @Nullable Source source,
        @Nullable String worker) {

    /// A dead letter in a list.
    ///
    /// @param attemptCount how many attempts the task had; 0 for an unreadable record
    record Summary(
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
            @Nullable String resolvedBy) {
        static Summary of(ResultSet row) throws SQLException {
            return new Summary(
                    row.getObject("id", UUID.class),
                    row.getObject("job_id", UUID.class),
                    row.getObject("task_id", UUID.class),
                    row.getString("type"),
                    row.getString("kind"),
                    row.getString("owner"),
                    row.getString("reason"),
                    row.getInt("attempts"),
                    row.getString("trace_id"),
                    row.getObject("dead_at", OffsetDateTime.class).toInstant(),
                    row.getString("state"),
                    instant(row.getObject("resolved_at", OffsetDateTime.class)),
                    row.getString("resolved_reason"),
                    row.getString("resolved_by"));
        }

        private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
            return time == null ? null : time.toInstant();
        }
    }

    /// One item of a list.
    ///
    /// @param source the position of an unreadable record; null for a task
    record Item(
            @JsonUnwrapped Summary summary,
            Error error,
            @Nullable RecordPosition source) {
        static Item of(ResultSet row) throws SQLException {
            var topic = row.getString("source_topic");
            return new Item(
                    Summary.of(row),
                    new Error(row.getString("error_class"), row.getString("error_message"), null),
                    topic == null
                            ? null
                            : new RecordPosition(topic, row.getInt("source_partition"), row.getLong("source_offset")));
        }
    }

    record RecordPosition(String topic, int partition, long offset) {}

    /// @param type the exception class of an unexpected failure, else the error code
    record Error(
            @JsonProperty("class") String type,
            String message,
            @Nullable String stack) {}

    record PastAttempt(
            int attempt,
            @Nullable String worker,
            String outcome,
            @Nullable TaskError error,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt) {
        static PastAttempt of(JobDeadLetter.PastAttempt past) {
            return new PastAttempt(
                    past.number(), past.worker(), past.outcome(), past.error(), past.startedAt(), past.endedAt());
        }
    }

    static DeadLetterView of(ResultSet row, JobDeadLetter letter) throws SQLException {
        var story = letter.story();
        var attempts = story == null
                ? List.<PastAttempt>of()
                : story.history().stream().map(PastAttempt::of).toList();
        var error = new Error(
                row.getString("error_class"),
                letter.error().message(),
                letter.error().stack());
        return new DeadLetterView(
                Summary.of(row),
                error,
                attempts,
                letter.payload(),
                story == null ? null : story.omitted(),
                letter.source(),
                attempts.isEmpty() ? null : attempts.getLast().worker());
    }
}

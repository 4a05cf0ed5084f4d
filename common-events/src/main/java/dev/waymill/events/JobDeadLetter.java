package dev.waymill.events;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A task that failed for good, or an unreadable record, with everything needed to understand it. The same dead
/// task always has the same event id. Always smaller than Kafka's default limit of 1 MB; see [Story#omitted]
/// and [Source#cutFrom].
///
/// @param jobId null for an unreadable record
/// @param attempts number of attempts of the task; 0 for an unreadable record
/// @param reason stable, kebab-case: `attempts-exhausted`, `not-retryable`, `worker-lost` (its workers died
///     while it ran alone) or `unreadable-record`
/// @param error why the last attempt failed, or why the record cannot be read
/// @param payload the task's payload; null for an unreadable record
/// @param source the position and bytes of the unreadable record; null for a task
/// @param story the history of the task; null for an unreadable record, and from writers that do not send it
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
        @Nullable RawJson payload,
        @Nullable Source source,
        @Nullable Story story)
        implements Event {
    public static final String TYPE = "job-dead-letter.v1";

    /// Creates a dead letter without a story.
    public JobDeadLetter(
            UUID eventId,
            Instant occurredAt,
            @Nullable UUID jobId,
            @Nullable UUID taskId,
            @Nullable String owner,
            @Nullable String kind,
            int attempts,
            String reason,
            TaskError error,
            @Nullable RawJson payload,
            @Nullable Source source) {
        this(eventId, occurredAt, jobId, taskId, owner, kind, attempts, reason, error, payload, source, null);
    }

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

    /// The position and bytes of an unreadable record.
    ///
    /// @param key the record's original key, Base64 in JSON; null if it had none
    /// @param value its original bytes, Base64 in JSON; null if it had none
    /// @param headers in their order; null from writers that do not send them
    /// @param cutFrom the original length of the value if only its beginning is included; else null
    public record Source(
            String topic,
            int partition,
            long offset,
            byte @Nullable [] key,
            byte @Nullable [] value,
            @Nullable List<Header> headers,
            @Nullable Integer cutFrom) {
        public Source(String topic, int partition, long offset, byte @Nullable [] key, byte @Nullable [] value) {
            this(topic, partition, offset, key, value, null, null);
        }
    }

    /// One header of an unreadable record.
    ///
    /// @param value Base64 in JSON
    public record Header(String name, byte @Nullable [] value) {}

    /// The history of a dead task.
    ///
    /// @param jobType the submitted type, e.g. `import`
    /// @param cleanUp whether the task was the clean-up of its job
    /// @param generation how many times the job had been retried before; older records call it `revival`
    /// @param traceId of the submission, 32 hex digits; null if it had none
    /// @param history its attempts, oldest first
    /// @param omitted what did not fit, in words: a payload of more than 450 kB, the oldest attempts; null if
    ///     everything did. The last 100 attempts are included, and the first 8,000 characters of each message
    ///     and stack trace
    public record Story(
            String jobType,
            boolean cleanUp,
            @JsonAlias("revival") int generation,
            @Nullable String traceId,
            List<PastAttempt> history,
            @Nullable String omitted) {
        public Story {
            history = List.copyOf(history);
        }
    }

    /// An attempt that has ended.
    ///
    /// @param number 1 for the first; attempts that never began are not in the history
    /// @param outcome `failed`, `snoozed` or `cancelled`
    public record PastAttempt(
            int number,
            @Nullable String worker,
            String outcome,
            @Nullable TaskError error,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt) {}
}

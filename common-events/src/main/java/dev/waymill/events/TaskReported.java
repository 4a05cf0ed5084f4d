package dev.waymill.events;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A worker's report on one attempt: worker to scheduler. Takes effect only while that attempt holds the lease.
///
/// @param workerId the worker process that runs the attempt; new at each start of the process
public record TaskReported(
        UUID eventId, Instant occurredAt, UUID jobId, UUID taskId, int attempt, String workerId, Report report)
        implements Event {
    public static final String TYPE = "task-reported.v1";

    @Override
    public String topic() {
        return Topics.TASK_REPORTED;
    }

    @Override
    public String key() {
        return taskId.toString();
    }

    /// The closed set of reports. All but [Started] and [Progressed] end the attempt.
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "says")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Report.Started.class, name = "started"),
        @JsonSubTypes.Type(value = Report.Progressed.class, name = "progressed"),
        @JsonSubTypes.Type(value = Report.Done.class, name = "done"),
        @JsonSubTypes.Type(value = Report.Failed.class, name = "failed"),
        @JsonSubTypes.Type(value = Report.Snoozed.class, name = "snoozed"),
    })
    public sealed interface Report {
        /// A worker has started the attempt.
        record Started() implements Report {}

        /// The attempt has made progress.
        record Progressed(Progress progress) implements Report {}

        /// The attempt succeeded.
        ///
        /// @param result the new result of the job, or null to leave it unchanged
        /// @param next the tasks that follow; the job ends when none is left
        /// @param fanIn the task that waits for all of `next` and all tasks that follow from them, or null
        record Done(
                @Nullable RawJson result,
                List<FollowUp> next,
                @Nullable FanIn fanIn) implements Report {
            public Done {
                next = List.copyOf(next);
            }

            public Done(@Nullable RawJson result, List<FollowUp> next) {
                this(result, next, null);
            }
        }

        /// The attempt failed.
        ///
        /// @param retryable false if another attempt cannot help
        /// @param retryAfter the minimum wait before the next attempt; null for the scheduler's backoff
        /// @param result the new result of the job, if the attempt did all it could and found that the job
        ///     cannot succeed. Then there is nothing to mend, so the failure is final and makes no dead letter.
        ///     Null for all other failures
        record Failed(
                TaskError error,
                boolean retryable,
                @Nullable Duration retryAfter,
                @Nullable RawJson result) implements Report {
            public Failed(TaskError error, boolean retryable, @Nullable Duration retryAfter) {
                this(error, retryable, retryAfter, null);
            }

            public Failed(TaskError error, boolean retryable) {
                this(error, retryable, null);
            }
        }

        /// The task asks to run again later, without counting an attempt.
        record Snoozed(Duration delay) implements Report {}
    }

    /// A task that follows another.
    ///
    /// @param delay how long it waits before it is due
    /// @param grace true if the wait is a grace period: the job's state is `grace` meanwhile
    public record FollowUp(TaskSpec task, Duration delay, boolean grace) {}

    /// A task that runs once, when all tasks it waits for have ended.
    ///
    /// @param despiteDead true to run it even if some of those tasks are dead; otherwise the first dead one
    ///     fails the job
    public record FanIn(TaskSpec task, boolean despiteDead) {}
}

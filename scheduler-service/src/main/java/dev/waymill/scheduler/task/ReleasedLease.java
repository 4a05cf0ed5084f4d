package dev.waymill.scheduler.task;

import dev.waymill.scheduler.queue.ReadyQueue.QueuedTask;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An attempt whose lease has been released.
///
/// @param worker the worker that ran it; null if no worker did
/// @param startedAt by the database's clock; null if its start was not reported before its end
/// @param unstarted whether it was DISPATCHED, because its start was not reported
/// @param fanIn the task that waits for its task, or null
/// @param startDelay from its dispatch to its start; null if no worker started it
/// @param ran from its start until now; null if no worker started it
public record ReleasedLease(
        UUID taskId,
        int attempt,
        int failures,
        @Nullable String worker,
        @Nullable OffsetDateTime startedAt,
        boolean unstarted,
        @Nullable UUID fanIn,
        @Nullable Duration startDelay,
        @Nullable Duration ran) {
    public Attempt key() {
        return new Attempt(taskId, attempt);
    }

    /// The task, ready to run again.
    public QueuedTask requeued() {
        return new QueuedTask(taskId, attempt, failures);
    }

    /// The task, ready to run again after one more failure.
    public QueuedTask afterFailure() {
        return new QueuedTask(taskId, attempt, failures + 1);
    }
}

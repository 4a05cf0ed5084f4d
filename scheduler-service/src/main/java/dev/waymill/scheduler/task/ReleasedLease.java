package dev.waymill.scheduler.task;

import dev.waymill.scheduler.queue.ReadyQueue.QueuedTask;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An attempt whose lease has been released.
///
/// @param worker who ran it; null when nobody did
/// @param startedAt by the database's clock; null when its start was not heard before its end
/// @param unstarted whether it was DISPATCHED, since its start had not been heard
/// @param fanIn the task that waits for its task, or null
public record ReleasedLease(
        UUID taskId,
        int attempt,
        int failures,
        @Nullable String worker,
        @Nullable OffsetDateTime startedAt,
        boolean unstarted,
        @Nullable UUID fanIn) {
    public Attempt key() {
        return new Attempt(taskId, attempt);
    }

    /// The task, ready again.
    public QueuedTask again() {
        return new QueuedTask(taskId, attempt, failures);
    }

    /// The task, ready again after one failure more.
    public QueuedTask afterFailure() {
        return new QueuedTask(taskId, attempt, failures + 1);
    }
}

package dev.waymill.worker.report;

import dev.waymill.events.TaskDispatched;
import org.jspecify.annotations.Nullable;

/// A dispatched task as read from its record.
///
/// @param traceparent the trace that its reports belong to; null for none
public record DispatchedTask(TaskDispatched event, @Nullable String traceparent) {
    /// For logs.
    @Override
    public String toString() {
        return "task=" + event.taskId() + " attempt=" + event.attempt();
    }
}

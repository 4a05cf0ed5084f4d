package dev.waymill.worker.report;

import dev.waymill.events.TaskDispatched;
import org.jspecify.annotations.Nullable;

/// A task as its record brought it.
///
/// @param traceparent the trace its reports belong to; null for none
public record DispatchedTask(TaskDispatched event, @Nullable String traceparent) {
    /// As logs name it.
    @Override
    public String toString() {
        return "task=" + event.taskId() + " attempt=" + event.attempt();
    }
}

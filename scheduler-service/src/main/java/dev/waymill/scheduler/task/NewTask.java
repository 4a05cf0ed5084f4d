package dev.waymill.scheduler.task;

import dev.waymill.events.TaskSpec;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A new task.
///
/// @param cleanUp whether it cleans up after the job instead of being a part of it
/// @param fanIn the task that waits for this one and for what follows from it, or null
public record NewTask(
        UUID id,
        UUID jobId,
        TaskSpec spec,
        StartCondition begin,
        boolean cleanUp,
        @Nullable UUID fanIn) {
    boolean grace() {
        return begin instanceof StartCondition.After after && after.grace();
    }
}

package dev.waymill.scheduler.task;

import dev.waymill.events.TaskSpec;
import java.time.Duration;
import java.time.Instant;
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

    /// When a new task may run.
    public sealed interface StartCondition {
        /// After a while; at once when that is nothing.
        ///
        /// @param grace whether that while is a grace period
        record After(Duration delay, boolean grace) implements StartCondition {}

        /// Not before that moment; at once when that is past.
        record At(Instant moment) implements StartCondition {}

        /// When somebody releases it, and not before that moment, if there is one.
        record Released(@Nullable Instant moment) implements StartCondition {}

        /// When all tasks are over that have this one as their fan-in; they are added with it.
        ///
        /// @param despiteDead whether also when some of them are dead
        record AfterTasks(boolean despiteDead) implements StartCondition {}
    }
}

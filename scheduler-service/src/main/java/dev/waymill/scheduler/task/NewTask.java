package dev.waymill.scheduler.task;

import dev.waymill.events.TaskSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A new task.
///
/// @param cleanUp whether it is the clean-up task of the job
/// @param fanIn the task that waits for this one and for its follow-up tasks, or null
public record NewTask(
        UUID id,
        UUID jobId,
        TaskSpec spec,
        StartCondition start,
        boolean cleanUp,
        @Nullable UUID fanIn) {
    boolean grace() {
        return start instanceof StartCondition.After after && after.grace();
    }

    /// When a new task may run.
    public sealed interface StartCondition {
        /// After a delay; at once if the delay is zero.
        ///
        /// @param grace whether the delay is a grace period
        record After(Duration delay, boolean grace) implements StartCondition {}

        /// At that moment; at once if it is past.
        record At(Instant moment) implements StartCondition {}

        /// When somebody releases it, and not before the moment, if there is one.
        record Released(@Nullable Instant moment) implements StartCondition {}

        /// When all tasks have ended that have this one as their fan-in; they are added together with it.
        ///
        /// @param despiteDead whether it also starts if some of them are dead
        record AfterTasks(boolean despiteDead) implements StartCondition {}
    }
}

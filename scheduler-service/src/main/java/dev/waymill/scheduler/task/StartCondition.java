package dev.waymill.scheduler.task;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

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

package dev.waymill.scheduler.metrics;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// An attempt that has ended.
///
/// @param type the type of its job
/// @param ran from its start to its end; null if no worker started it
/// @param startDelay from its dispatch to its start; null if its start was counted before
/// @param unstarted whether its start was not reported before its end
public record EndedAttempt(
        String type,
        Result result,
        @Nullable Duration ran,
        @Nullable Duration startDelay,
        boolean unstarted) {
    /// How it ended.
    public sealed interface Result {
        record Succeeded() implements Result {}

        record Snoozed() implements Result {}

        /// @param code of the error
        /// @param dead why its task is dead; null if it runs again
        record Failed(String code, @Nullable String dead) implements Result {}

        /// Its worker sent no more heartbeats.
        ///
        /// @param dead why its task is dead; null if it runs again
        record Lost(@Nullable String dead) implements Result {}
    }

    /// Whether its task is dead.
    public boolean isDead() {
        return switch (result) {
            case Result.Failed failed -> failed.dead() != null;
            case Result.Lost lost -> lost.dead() != null;
            case Result.Succeeded _, Result.Snoozed _ -> false;
        };
    }
}

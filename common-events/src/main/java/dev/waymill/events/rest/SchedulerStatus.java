package dev.waymill.events.rest;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The response to `GET /internal/status`: what waits, what runs, and how many workers that needs. It shows
/// the last sample, so asking costs nothing.
///
/// @param sampled when all but the lag was read
/// @param tasks unfinished tasks by state, in the order in which a task goes through them
public record SchedulerStatus(
        SampleTime sampled,
        List<Depth> tasks,
        Workers workers,
        Limits limits,
        Changes changes,
        DeadLetters deadLetters,
        Lag lag) {
    public SchedulerStatus {
        tasks = List.copyOf(tasks);
    }

    /// When something was read. Both are null if it could not be read since the scheduler started.
    ///
    /// @param at by the scheduler's clock
    /// @param secondsAgo when the response was made
    public record SampleTime(@Nullable Instant at, @Nullable Double secondsAgo) {}

    /// The tasks in one state.
    ///
    /// @param state `held`, `blocked`, `delayed`, `overdue` (delayed, and due by now), `waiting-for-key`,
    ///     `ready`, `limited` (ready, and kept back by a limit), `dispatched` or `running`
    /// @param capped whether there are more than `tasks`: counting stops at 100,001
    /// @param oldestSeconds since when the oldest is overdue, ready, dispatched or running; 0 if there is none,
    ///     null for states in which waiting is intended
    public record Depth(
            String state,
            long tasks,
            boolean capped,
            @Nullable Double oldestSeconds) {}

    /// The workers.
    ///
    /// @param living that sent a heartbeat lately
    /// @param wanted that would finish what is ready within a minute, beside what runs; at least 1
    /// @param slots of the living ones together
    /// @param busy running tasks
    /// @param budget tasks that may be dispatched before more have started
    /// @param meanRunSeconds mean duration of an attempt over the last minutes; null until one has ended since
    ///     the scheduler started
    public record Workers(
            int living,
            int wanted,
            int slots,
            long busy,
            int budget,
            @Nullable Double meanRunSeconds) {}

    /// The dispatch limits.
    ///
    /// @param set how many there are
    /// @param paused how many of these stop dispatch
    public record Limits(long set, long paused) {}

    /// Job changes that are not yet published.
    ///
    /// @param waiting counted up to 100,001
    /// @param oldestSeconds at least so long ago the oldest was made; 0 if none waits
    public record Changes(long waiting, double oldestSeconds) {}

    /// The dead letters. Both are counted up to 100,001.
    ///
    /// @param open nobody has retried or dismissed them
    /// @param unpublished dead tasks whose dead letter the broker does not have yet
    public record DeadLetters(long open, long unpublished) {}

    /// What consumer groups have not yet read.
    ///
    /// @param sampled when the lag was read
    public record Lag(SampleTime sampled, List<Group> groups) {
        public Lag {
            groups = List.copyOf(groups);
        }
    }

    /// A consumer group.
    ///
    /// @param members consumers that belong to it; null if unknown
    /// @param records that it has not committed, in all of its topics; null if unknown. A group that runs tasks
    ///     commits a record when its task has ended
    public record Group(
            String group,
            @Nullable Integer members,
            @Nullable Long records) {}
}

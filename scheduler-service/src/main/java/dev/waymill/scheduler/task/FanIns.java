package dev.waymill.scheduler.task;

import dev.waymill.scheduler.queue.ReadyQueue.QueuedTask;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Fan-ins: tasks that wait for others, and how many of those have ended. Called inside a transaction that
/// holds the row locks of their jobs.
@Component
class FanIns {
    private final JdbcClient jdbc;

    FanIns(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// A change of a fan-in's counts.
    ///
    /// @param more how many more tasks it waits for
    record Change(UUID fanIn, int more, int succeeded, int dead) {
        static Change added(UUID fanIn) {
            return new Change(fanIn, 1, 0, 0);
        }

        static Change finished(UUID fanIn, boolean dead) {
            return new Change(fanIn, 0, dead ? 0 : 1, dead ? 1 : 0);
        }

        Change and(Change other) {
            return new Change(fanIn, more + other.more, succeeded + other.succeeded, dead + other.dead);
        }
    }

    private static final String COUNT = """
            WITH input AS (
                SELECT * FROM unnest(:tasks::uuid[], :more::integer[], :succeeded::integer[], :dead::integer[])
                AS input (task_id, more, succeeded, dead)
            ), counted AS (
                UPDATE fan_in f
                SET waits_for = waits_for + input.more - input.succeeded - input.dead,
                    succeeded = f.succeeded + input.succeeded, dead = f.dead + input.dead
                FROM input WHERE f.task_id = input.task_id
                RETURNING f.task_id, f.waits_for
            )
            DELETE FROM blocked b USING counted c
            WHERE b.task_id = c.task_id AND c.waits_for = 0
            RETURNING b.task_id, 0 AS attempt, 0 AS failures
            """;

    /// Updates the counts. Added tasks and ended tasks must be counted in one statement; otherwise a fan-in
    /// could have no unfinished tasks in between and start too early.
    ///
    /// @return fan-ins with no unfinished tasks left: no longer BLOCKED, to be made READY
    List<QueuedTask> apply(Stream<Change> changes) {
        var counts = changes.collect(Collectors.toMap(Change::fanIn, Function.identity(), Change::and))
                .values();
        return counts.isEmpty()
                ? List.of()
                : jdbc.sql(COUNT)
                        .param("tasks", Columns.of(counts, Change::fanIn, UUID[]::new))
                        .param("more", Columns.of(counts, Change::more, Integer[]::new))
                        .param("succeeded", Columns.of(counts, Change::succeeded, Integer[]::new))
                        .param("dead", Columns.of(counts, Change::dead, Integer[]::new))
                        .query(QueuedTask.class)
                        .list();
    }
}

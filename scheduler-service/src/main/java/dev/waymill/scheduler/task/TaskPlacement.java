package dev.waymill.scheduler.task;

import dev.waymill.scheduler.queue.ReadyQueue.QueuedTask;
import dev.waymill.scheduler.task.NewTask.StartCondition;
import dev.waymill.scheduler.task.TaskMoves.Requeue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Places tasks that may not run yet: delayed, held, or blocked by other tasks. Called inside a transaction
/// that holds the row locks of their jobs.
@Component
class TaskPlacement {
    /// Longer than any job waits, and small enough for a timestamp.
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final JdbcClient jdbc;

    TaskPlacement(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Places new tasks in their first state.
    ///
    /// @return the tasks that may run now
    List<QueuedTask> place(List<NewTask> tasks) {
        var ready = new ArrayList<QueuedTask>();
        var delayed = new ArrayList<Delayed>();
        var blocked = new ArrayList<NewTask>();
        for (var task : tasks) {
            var entry = new QueuedTask(task.id(), 0, 0);
            switch (task.start()) {
                case StartCondition.After after
                when after.delay().isPositive() -> delayed.add(new Delayed(entry, millis(after.delay()), null));
                case StartCondition.After _ -> ready.add(entry);
                case StartCondition.At at -> delayed.add(new Delayed(entry, 0, at.moment()));
                case StartCondition.Released released -> hold(entry, released.moment());
                case StartCondition.AfterTasks _ -> blocked.add(task);
            }
        }
        delay(delayed);
        block(blocked);
        return ready;
    }

    /// Places tasks that run again.
    ///
    /// @return the tasks that may run now
    List<QueuedTask> requeue(List<Requeue> tasks) {
        delay(tasks.stream()
                .filter(again -> again.delay().isPositive())
                .map(again -> new Delayed(again.task(), millis(again.delay()), null))
                .toList());
        return tasks.stream()
                .filter(again -> !again.delay().isPositive())
                .map(Requeue::task)
                .toList();
    }

    /// @param millis delay from now by the database's clock; ignored if there is a moment
    private record Delayed(
            QueuedTask task, long millis, @Nullable Instant moment) {}

    private static final String DELAY = """
            INSERT INTO delayed (task_id, run_at, attempt, failures)
            SELECT task_id, coalesce(moment::timestamptz, clock_timestamp() + millis * INTERVAL '1 millisecond'), attempt,
                   failures
            FROM unnest(:tasks::uuid[], :attempts::integer[], :failures::integer[], :millis::bigint[], :moments::text[])
                 AS input (task_id, attempt, failures, millis, moment)
            """;

    private void delay(List<Delayed> tasks) {
        if (!tasks.isEmpty()) {
            jdbc.sql(DELAY)
                    .param(
                            "tasks",
                            tasks.stream().map(one -> one.task().taskId()).toArray(UUID[]::new))
                    .param(
                            "attempts",
                            tasks.stream().map(one -> one.task().attempt()).toArray(Integer[]::new))
                    .param(
                            "failures",
                            tasks.stream().map(one -> one.task().failures()).toArray(Integer[]::new))
                    .param("millis", tasks.stream().map(Delayed::millis).toArray(Long[]::new))
                    .param(
                            "moments",
                            tasks.stream()
                                    .map(Delayed::moment)
                                    .map(TaskPlacement::text)
                                    .toArray(String[]::new))
                    .update();
        }
    }

    private static final String HOLD = """
            INSERT INTO held (task_id, run_at, attempt, failures) VALUES (:task, :moment::timestamptz, :attempt, :failures)
            """;

    private void hold(QueuedTask task, @Nullable Instant moment) {
        jdbc.sql(HOLD)
                .param("task", task.taskId())
                .param("moment", text(moment))
                .param("attempt", task.attempt())
                .param("failures", task.failures())
                .update();
    }

    private static final String BLOCK = """
            WITH input AS (
                INSERT INTO fan_in (task_id, waits_for, despite_dead)
                SELECT task_id, 0, despite_dead
                FROM unnest(:tasks::uuid[], :despiteDead::boolean[]) AS input (task_id, despite_dead)
                RETURNING task_id
            )
            INSERT INTO blocked (task_id) SELECT task_id FROM input
            """;

    private void block(List<NewTask> tasks) {
        if (tasks.isEmpty()) {
            return;
        }
        var waits = tasks.stream()
                .map(task -> (StartCondition.AfterTasks) task.start())
                .toList();
        jdbc.sql(BLOCK)
                .param("tasks", tasks.stream().map(NewTask::id).toArray(UUID[]::new))
                .param(
                        "despiteDead",
                        waits.stream()
                                .map(StartCondition.AfterTasks::despiteDead)
                                .toArray(Boolean[]::new))
                .update();
    }

    private static long millis(Duration delay) {
        return delay.compareTo(LONGEST) > 0 ? LONGEST.toMillis() : Math.max(0, delay.toMillis());
    }

    private static @Nullable String text(@Nullable Instant moment) {
        return moment == null ? null : moment.toString();
    }
}

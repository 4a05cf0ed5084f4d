package dev.waymill.scheduler.task;

import dev.waymill.events.RawJson;
import dev.waymill.scheduler.queue.ReadyQueue;
import dev.waymill.scheduler.queue.ReadyQueue.QueuedTask;
import java.sql.Types;
import java.util.HashSet;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Reopens finished tasks of a job that is retried: DEAD or CANCELLED → READY, or BLOCKED for a fan-in that
/// waits again. Called inside a transaction that holds the job's row lock.
@Component
public class TaskRetry {
    private final JdbcClient jdbc;
    private final ReadyQueue queue;

    TaskRetry(JdbcClient jdbc, ReadyQueue queue) {
        this.jdbc = jdbc;
        this.queue = queue;
    }

    private static final String IS_CLEAN_UP = """
            SELECT EXISTS (SELECT FROM task WHERE id = :task AND clean_up)
            """;

    /// Whether the task is a clean-up task.
    public boolean isCleanUp(UUID task) {
        return jdbc.sql(IS_CLEAN_UP).param("task", task).query(Boolean.class).single();
    }

    private static final String IS_CLEANING_UP = """
            SELECT EXISTS (
                SELECT FROM task t
                WHERE t.job_id = :job AND t.clean_up AND NOT EXISTS (SELECT FROM finished f WHERE f.task_id = t.id)
            )
            """;

    /// Whether the job has an unfinished clean-up task.
    public boolean isCleaningUp(UUID job) {
        return jdbc.sql(IS_CLEANING_UP).param("job", job).query(Boolean.class).single();
    }

    /// The cancelled tasks of a failed job were cancelled because it failed, unless they are older than its
    /// last restart. A dead task stays dead if the fan-in that waited for it ran anyway: the fan-in accepted
    /// it.
    private static final String REOPEN_ALL = """
            WITH reopened AS (
                DELETE FROM finished f
                USING task t, job j
                WHERE f.task_id = t.id AND t.job_id = :job AND NOT t.clean_up
                  AND j.id = t.job_id AND (j.restarted_at IS NULL OR t.created_at >= j.restarted_at)
                  AND (f.state = 'CANCELLED'
                       OR f.state = 'DEAD' AND (
                           t.fan_in IS NULL
                           OR EXISTS (SELECT FROM finished w WHERE w.task_id = t.fan_in AND w.attempt = 0)))
                RETURNING f.task_id, f.attempt, f.state, t.fan_in
            ), waited_for_again AS (
                UPDATE fan_in i SET waits_for = waits_for + d.dead, dead = i.dead - d.dead
                FROM (
                    SELECT fan_in, count(*) AS dead FROM reopened WHERE state = 'DEAD' AND fan_in IS NOT NULL GROUP BY fan_in
                ) d
                WHERE i.task_id = d.fan_in
            )
            SELECT task_id, attempt, 0 AS failures FROM reopened
            """;

    private static final String BLOCK = """
            INSERT INTO blocked (task_id) SELECT task_id FROM fan_in WHERE task_id = ANY(:tasks) AND waits_for > 0
            RETURNING task_id
            """;

    /// Reopens the job's dead and cancelled tasks. A fan-in waits again for those of its tasks that are
    /// reopened; all other tasks become READY.
    ///
    /// @return how many tasks were reopened
    public int reopen(UUID job) {
        var reopened =
                jdbc.sql(REOPEN_ALL).param("job", job).query(QueuedTask.class).list();
        var blocked = new HashSet<>(jdbc.sql(BLOCK)
                .param("tasks", reopened.stream().map(QueuedTask::taskId).toArray(UUID[]::new), Types.ARRAY)
                .query(UUID.class)
                .list());
        queue.add(reopened.stream()
                .filter(task -> !blocked.contains(task.taskId()))
                .toList());
        return reopened.size();
    }

    private static final String REOPEN = """
            DELETE FROM finished WHERE task_id = :task AND state = 'DEAD'
            RETURNING task_id, attempt, 0 AS failures
            """;

    /// Reopens one dead task.
    ///
    /// @return false if it is not dead
    public boolean reopenOne(UUID task) {
        var reopened =
                jdbc.sql(REOPEN).param("task", task).query(QueuedTask.class).list();
        queue.add(reopened);
        return !reopened.isEmpty();
    }

    private static final String CHANGE_PAYLOAD = """
            UPDATE task SET payload = :payload::json, payload_bytes = octet_length(:payload) WHERE id = :task
            """;

    /// Replaces the task's payload.
    public void changePayload(UUID task, RawJson payload) {
        jdbc.sql(CHANGE_PAYLOAD)
                .param("payload", payload.text())
                .param("task", task)
                .update();
    }
}

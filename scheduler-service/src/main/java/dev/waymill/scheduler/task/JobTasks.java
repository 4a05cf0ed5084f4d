package dev.waymill.scheduler.task;

import dev.waymill.scheduler.queue.ReadyQueue;
import dev.waymill.scheduler.queue.ReadyQueue.QueuedTask;
import java.time.Instant;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Operations on all tasks of one job. Called inside a transaction that holds the job's row lock.
@Component
public class JobTasks {
    private final JdbcClient jdbc;
    private final ReadyQueue queue;

    JobTasks(JdbcClient jdbc, ReadyQueue queue) {
        this.jdbc = jdbc;
        this.queue = queue;
    }

    private static final String STILL_DELAYED = """
            SELECT count(*) FROM (
                SELECT FROM delayed d JOIN task t ON t.id = d.task_id
                WHERE t.job_id = :job AND NOT t.clean_up
                FOR UPDATE OF d
            ) still
            """;

    private static final String STILL_WAITING = """
            SELECT count(*) FROM (
                SELECT FROM waiting_for_key k JOIN task t ON t.id = k.task_id
                WHERE t.job_id = :job AND NOT t.clean_up
                FOR UPDATE OF k
            ) still
            """;

    private static final String STILL_READY = """
            SELECT count(*) FROM (
                SELECT FROM ready r JOIN task t ON t.id = r.task_id
                WHERE t.job_id = :job AND NOT t.clean_up
                FOR UPDATE OF r
            ) still
            """;

    /// Locks the job's READY tasks until the end of the transaction. The dispatcher moves tasks delayed →
    /// waiting_for_key → ready → lease without the job's lock, and a statement does not see a row that was moved
    /// while it waited. So the tables are locked one statement after the other, in the direction of the moves: a
    /// row that leaves one table is found in the next.
    public void lockWaitingTasks(UUID job) {
        queue.lockOwnerOf(job);
        jdbc.sql(STILL_DELAYED).param("job", job).query(Long.class).single();
        jdbc.sql(STILL_WAITING).param("job", job).query(Long.class).single();
        jdbc.sql(STILL_READY).param("job", job).query(Long.class).single();
    }

    private static final String BEGUN_FOR_GOOD = """
            SELECT EXISTS (
                SELECT FROM task_state
                WHERE job_id = :job AND NOT cancellable AND NOT clean_up
                  AND (held_in = 'lease' OR held_in IN ('held', 'delayed', 'waiting_for_key', 'ready') AND attempt > 0)
            )
            """;

    /// Whether an uncancellable task of the job has been dispatched: its effect may be done already, even if no
    /// report has arrived. Only reliable after [#lockWaitingTasks].
    public boolean hasStartedUncancellable(UUID job) {
        return jdbc.sql(BEGUN_FOR_GOOD).param("job", job).query(Boolean.class).single();
    }

    private static final String CANCEL_OPEN = """
            WITH open AS (
                SELECT id FROM task WHERE job_id = :job AND NOT clean_up
            ), from_held AS (
                DELETE FROM held h USING open WHERE h.task_id = open.id RETURNING h.task_id, h.attempt
            ), from_blocked AS (
                DELETE FROM blocked b USING open WHERE b.task_id = open.id RETURNING b.task_id, 0 AS attempt
            ), from_delayed AS (
                DELETE FROM delayed d USING open WHERE d.task_id = open.id RETURNING d.task_id, d.attempt
            ), from_waiting AS (
                DELETE FROM waiting_for_key k USING open WHERE k.task_id = open.id RETURNING k.task_id, k.attempt
            ), from_ready AS (
                DELETE FROM ready r USING open WHERE r.task_id = open.id RETURNING r.task_id, r.attempt
            ), from_lease AS (
                DELETE FROM lease l USING open WHERE l.task_id = open.id
                RETURNING l.task_id, l.attempt, l.worker, l.started_at
            ), logged AS (
                INSERT INTO attempt (task_id, attempt, worker, outcome, started_at)
                SELECT task_id, attempt, worker, 'cancelled', started_at FROM from_lease WHERE worker IS NOT NULL
                ON CONFLICT (task_id, attempt) DO NOTHING
            ), cancelled AS (
                INSERT INTO finished (task_id, state, attempt)
                SELECT task_id, 'CANCELLED', attempt
                FROM (TABLE from_held UNION ALL TABLE from_blocked UNION ALL TABLE from_delayed UNION ALL TABLE from_waiting
                      UNION ALL TABLE from_ready UNION ALL SELECT task_id, attempt FROM from_lease) moved
            )
            SELECT count(*) FROM from_lease WHERE worker IS NOT NULL
            """;

    /// Every open task of the job → CANCELLED, except its clean-up task.
    ///
    /// @return how many of them were RUNNING
    public int cancelOpen(UUID job) {
        lockWaitingTasks(job);
        return jdbc.sql(CANCEL_OPEN).param("job", job).query(Integer.class).single();
    }

    private static final String END_GRACE = """
            DELETE FROM delayed d USING task t
            WHERE t.id = d.task_id AND t.job_id = :job AND t.grace AND d.attempt = 0
            RETURNING d.task_id, d.attempt, d.failures
            """;

    /// Ends the job's grace period now.
    ///
    /// @return false if the job is in no grace period
    public boolean endGrace(UUID job) {
        var due = jdbc.sql(END_GRACE).param("job", job).query(QueuedTask.class).list();
        queue.add(due);
        return !due.isEmpty();
    }

    private static final String HAS_GRACE_ENDED = """
            SELECT EXISTS (
                SELECT FROM task_state
                WHERE job_id = :job AND grace
                  AND (held_in IN ('waiting_for_key', 'ready', 'lease') OR held_in = 'delayed' AND attempt > 0
                       OR state = 'SUCCEEDED')
            )
            """;

    /// Whether the job's grace period has ended and the next task waits for a worker, runs, or has succeeded.
    public boolean hasGraceEnded(UUID job) {
        return jdbc.sql(HAS_GRACE_ENDED).param("job", job).query(Boolean.class).single();
    }

    private static final String HOLD = """
            WITH waiting AS (
                SELECT id FROM task WHERE job_id = :job AND NOT clean_up
            ), from_delayed AS (
                DELETE FROM delayed d USING waiting WHERE d.task_id = waiting.id
                RETURNING d.task_id, d.run_at, d.attempt, d.failures
            ), from_waiting AS (
                DELETE FROM waiting_for_key k USING waiting WHERE k.task_id = waiting.id
                RETURNING k.task_id, NULL::timestamptz, k.attempt, k.failures
            ), from_ready AS (
                DELETE FROM ready r USING waiting WHERE r.task_id = waiting.id
                RETURNING r.task_id, NULL::timestamptz, r.attempt, r.failures
            )
            INSERT INTO held (task_id, run_at, attempt, failures)
            TABLE from_delayed UNION ALL TABLE from_waiting UNION ALL TABLE from_ready
            """;

    /// READY → HELD. Dispatched and running tasks continue, and so do their follow-up tasks.
    ///
    /// @return false if no task was READY
    public boolean hold(UUID job) {
        lockWaitingTasks(job);
        return jdbc.sql(HOLD).param("job", job).update() > 0;
    }

    private static final String RELEASE_LATER = """
            WITH free AS (
                DELETE FROM held h USING task t
                WHERE t.id = h.task_id AND t.job_id = :job AND h.run_at > clock_timestamp()
                RETURNING h.task_id, h.run_at, h.attempt, h.failures
            )
            INSERT INTO delayed (task_id, run_at, attempt, failures) TABLE free
            """;

    private static final String RELEASE_NOW = """
            DELETE FROM held h USING task t
            WHERE t.id = h.task_id AND t.job_id = :job
            RETURNING h.task_id, h.attempt, h.failures
            """;

    /// HELD → READY: at its run time if that is in the future, else now.
    ///
    /// @return false if no task is held
    public boolean release(UUID job) {
        int later = jdbc.sql(RELEASE_LATER).param("job", job).update();
        var now =
                jdbc.sql(RELEASE_NOW).param("job", job).query(QueuedTask.class).list();
        queue.add(now);
        return later + now.size() > 0;
    }

    private static final String WAIT_UNTIL = """
            WITH waiting AS (
                SELECT id FROM task WHERE job_id = :job AND NOT clean_up
            ), of_held AS (
                UPDATE held h SET run_at = :moment::timestamptz FROM waiting WHERE h.task_id = waiting.id RETURNING h.task_id
            ), of_delayed AS (
                UPDATE delayed d SET run_at = :moment::timestamptz FROM waiting WHERE d.task_id = waiting.id
                RETURNING d.task_id
            ), from_waiting AS (
                DELETE FROM waiting_for_key k USING waiting WHERE k.task_id = waiting.id
                RETURNING k.task_id, k.attempt, k.failures
            ), from_ready AS (
                DELETE FROM ready r USING waiting WHERE r.task_id = waiting.id RETURNING r.task_id, r.attempt, r.failures
            ), moved AS (
                INSERT INTO delayed (task_id, run_at, attempt, failures)
                SELECT task_id, :moment::timestamptz, attempt, failures
                FROM (TABLE from_waiting UNION ALL TABLE from_ready) m
                RETURNING task_id
            )
            SELECT count(*) FROM (TABLE of_held UNION ALL TABLE of_delayed UNION ALL TABLE moved) changed
            """;

    /// Sets the run time of all waiting tasks to that moment.
    ///
    /// @return false if no task waits
    public boolean runAt(UUID job, Instant moment) {
        lockWaitingTasks(job);
        return jdbc.sql(WAIT_UNTIL)
                        .param("job", job)
                        .param("moment", moment.toString())
                        .query(Long.class)
                        .single()
                > 0;
    }

    private static final String TAKE_READY = """
            DELETE FROM ready r USING task t
            WHERE t.id = r.task_id AND t.job_id = :job AND NOT t.clean_up
            RETURNING r.task_id, r.attempt, r.failures
            """;

    /// Gives the job's ready tasks a new position after a change of its priority.
    public void requeue(UUID job) {
        queue.add(jdbc.sql(TAKE_READY).param("job", job).query(QueuedTask.class).list());
    }
}

package dev.waymill.scheduler.task;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What is asked of all tasks of one job at once. Called inside a transaction that holds the job's row lock.
@Component
public class JobTasks {
    private final JdbcClient jdbc;

    JobTasks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String HOLD_DELAYED = """
            SELECT count(*) FROM (
                SELECT FROM delayed d JOIN task t ON t.id = d.task_id
                WHERE t.job_id = :job AND NOT t.clean_up
                FOR UPDATE OF d
            ) held
            """;

    private static final String HOLD_READY = """
            SELECT count(*) FROM (
                SELECT FROM ready r JOIN task t ON t.id = r.task_id
                WHERE t.job_id = :job AND NOT t.clean_up
                FOR UPDATE OF r
            ) held
            """;

    /// Keeps the job's READY tasks where they are until the end of the transaction. The dispatcher moves tasks
    /// delayed → ready → lease without the job's lock, and a statement does not see the row that another has
    /// moved while it waited. So the tables are locked one statement after the other, in the direction of the
    /// moves: what got away from one is found in the next.
    public void hold(UUID job) {
        jdbc.sql(HOLD_DELAYED).param("job", job).query(Long.class).single();
        jdbc.sql(HOLD_READY).param("job", job).query(Long.class).single();
    }

    private static final String BEGUN_FOR_GOOD = """
            SELECT EXISTS (
                SELECT FROM task t
                LEFT JOIN delayed d ON d.task_id = t.id
                LEFT JOIN ready r ON r.task_id = t.id
                LEFT JOIN lease l ON l.task_id = t.id
                WHERE t.job_id = :job AND NOT t.cancellable AND NOT t.clean_up
                  AND (l.task_id IS NOT NULL OR d.attempt > 0 OR r.attempt > 0)
            )
            """;

    /// Whether a task of the job that must not be cancelled has been dispatched: what it did may be done
    /// already, even if we have not heard of it. Only sure after [#hold].
    public boolean hasBegunForGood(UUID job) {
        return jdbc.sql(BEGUN_FOR_GOOD).param("job", job).query(Boolean.class).single();
    }

    private static final String CANCEL_OPEN = """
            WITH open AS (
                SELECT id FROM task WHERE job_id = :job AND NOT clean_up
            ), from_delayed AS (
                DELETE FROM delayed d USING open WHERE d.task_id = open.id RETURNING d.task_id, d.attempt
            ), from_ready AS (
                DELETE FROM ready r USING open WHERE r.task_id = open.id RETURNING r.task_id, r.attempt
            ), from_lease AS (
                DELETE FROM lease l USING open WHERE l.task_id = open.id
                RETURNING l.task_id, l.attempt, l.worker, l.started_at
            ), logged AS (
                INSERT INTO attempt (task_id, attempt, worker, outcome, started_at)
                SELECT task_id, attempt, worker, 'cancelled', started_at FROM from_lease WHERE worker IS NOT NULL
                ON CONFLICT (task_id, attempt) DO NOTHING
            )
            INSERT INTO finished (task_id, state, attempt)
            SELECT task_id, 'CANCELLED', attempt
            FROM (TABLE from_delayed UNION ALL TABLE from_ready
                  UNION ALL SELECT task_id, attempt FROM from_lease) moved
            """;

    /// READY, DISPATCHED or RUNNING → CANCELLED, for all tasks of the job but its clean-up.
    public void cancelOpen(UUID job) {
        hold(job);
        jdbc.sql(CANCEL_OPEN).param("job", job).update();
    }

    private static final String END_GRACE = """
            WITH due AS (
                DELETE FROM delayed d USING task t
                WHERE t.id = d.task_id AND t.job_id = :job AND t.grace AND d.attempt = 0
                RETURNING d.task_id, d.attempt, d.failures
            )
            INSERT INTO ready (task_id, attempt, failures) SELECT task_id, attempt, failures FROM due
            """;

    /// The job's grace period is over now.
    ///
    /// @return false when it is in none
    public boolean endGrace(UUID job) {
        return jdbc.sql(END_GRACE).param("job", job).update() > 0;
    }
}

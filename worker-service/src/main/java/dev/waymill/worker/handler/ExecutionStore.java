package dev.waymill.worker.handler;

import dev.waymill.events.TaskDispatched;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The attempts that some worker has taken.
@Component
class ExecutionStore {
    private final JdbcClient jdbc;

    ExecutionStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// An attempt is refused when it was taken before, or when a later one was: the earlier one's lease is gone
    /// then.
    private static final String CLAIM = """
            INSERT INTO execution (task_id, attempt, job_id, kind, worker)
            SELECT :task, :attempt, :job, :kind, :worker
            WHERE NOT EXISTS (SELECT FROM execution WHERE task_id = :task AND attempt > :attempt)
            ON CONFLICT (task_id, attempt) DO NOTHING
            """;

    /// Takes the attempt for this worker.
    ///
    /// @return false when it is not to be run here: somebody has taken it, or a later one
    boolean claim(TaskDispatched task, String worker) {
        return jdbc.sql(CLAIM)
                        .param("task", task.taskId())
                        .param("attempt", task.attempt())
                        .param("job", task.jobId())
                        .param("kind", task.kind())
                        .param("worker", worker)
                        .update()
                == 1;
    }

    private static final String HOLDER = """
            SELECT worker FROM execution WHERE task_id = :task AND attempt = :attempt
            """;

    /// The worker that has taken the attempt.
    Optional<String> holder(TaskDispatched task) {
        return jdbc.sql(HOLDER)
                .param("task", task.taskId())
                .param("attempt", task.attempt())
                .query(String.class)
                .optional();
    }

    private static final String FINISH = """
            UPDATE execution
            SET state = :state, error_code = :code, error_message = :message, finished_at = clock_timestamp()
            WHERE task_id = :task AND attempt = :attempt AND state = 'running'
            """;

    void finish(TaskDispatched task, String state, @Nullable String errorCode, @Nullable String errorMessage) {
        jdbc.sql(FINISH)
                .param("state", state)
                .param("code", errorCode)
                .param("message", errorMessage)
                .param("task", task.taskId())
                .param("attempt", task.attempt())
                .update();
    }
}

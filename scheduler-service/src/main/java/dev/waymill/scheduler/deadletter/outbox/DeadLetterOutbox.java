package dev.waymill.scheduler.deadletter.outbox;

import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Records dead tasks: the outbox of job-dead-letter. Called inside the transaction in which they die.
@Component
public class DeadLetterOutbox {
    private final JdbcClient jdbc;

    DeadLetterOutbox(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// A task that has died.
    ///
    /// @param attempt the number of its last attempt
    /// @param reason as in [dev.waymill.events.JobDeadLetter]
    public record DeadTask(UUID taskId, int attempt, String reason) {}

    private static final String NOTE = """
            INSERT INTO dead_letter_outbox (task_id, attempt, reason, generation)
            SELECT input.task_id, input.attempt, input.reason, j.generation
            FROM unnest(:tasks::uuid[], :attempts::integer[], :reasons::text[]) AS input (task_id, attempt, reason)
            JOIN task t ON t.id = input.task_id
            JOIN job j ON j.id = t.job_id
            ON CONFLICT (task_id, attempt) DO NOTHING
            """;

    public void note(List<DeadTask> deaths) {
        if (!deaths.isEmpty()) {
            jdbc.sql(NOTE)
                    .param("tasks", deaths.stream().map(DeadTask::taskId).toArray(UUID[]::new))
                    .param("attempts", deaths.stream().map(DeadTask::attempt).toArray(Integer[]::new))
                    .param("reasons", deaths.stream().map(DeadTask::reason).toArray(String[]::new))
                    .update();
        }
    }
}

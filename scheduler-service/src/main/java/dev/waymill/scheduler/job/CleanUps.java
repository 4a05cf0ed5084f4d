package dev.waymill.scheduler.job;

import dev.waymill.events.TaskSpec;
import dev.waymill.scheduler.task.NewTask;
import dev.waymill.scheduler.task.NewTask.StartCondition;
import dev.waymill.scheduler.task.TaskMoves;
import java.time.Duration;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// The clean-up tasks of jobs that ended without success. Called inside a transaction that holds the jobs' row
/// locks.
@Component
class CleanUps {
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final TaskMoves tasks;

    CleanUps(JdbcClient jdbc, JsonMapper json, TaskMoves tasks) {
        this.jdbc = jdbc;
        this.json = json;
        this.tasks = tasks;
    }

    private static final String FIND = """
            SELECT clean_up AS spec, generation FROM job WHERE id = :id AND clean_up IS NOT NULL
            """;

    /// Each retry of a job has its own clean-up task.
    private record CleanUp(String spec, int generation) {
        UUID idFor(UUID job) {
            return JobStore.idOf(job, generation == 0 ? "clean-up" : "clean-up/" + generation);
        }
    }

    /// Adds the job's clean-up task, if it has one.
    void start(UUID job) {
        tasks.add(jdbc.sql(FIND).param("id", job).query(CleanUp.class).list().stream()
                .map(cleanUp -> new NewTask(
                        cleanUp.idFor(job),
                        job,
                        json.readValue(cleanUp.spec(), TaskSpec.class),
                        new StartCondition.After(Duration.ZERO, false),
                        true,
                        null))
                .toList());
    }
}

package dev.waymill.worker.status;

import dev.waymill.events.rest.Executions;
import dev.waymill.events.rest.Executions.Execution;
import dev.waymill.events.rest.Failure;
import dev.waymill.events.rest.ImportSummary;
import dev.waymill.worker.imports.ImportSummaries;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// Internal REST: the attempts of a job, and its import if it is one. A job that has not run yet returns an
/// empty list, not an error.
@RestController
class ExecutionController {
    private final JdbcClient jdbc;
    private final ImportSummaries imports;

    ExecutionController(JdbcClient jdbc, ImportSummaries imports) {
        this.jdbc = jdbc;
        this.imports = imports;
    }

    private static final String ATTEMPTS = """
            SELECT task_id, kind, attempt, worker, state, started_at, finished_at, error_code, error_message
            FROM execution WHERE job_id = :job ORDER BY started_at, task_id, attempt
            """;

    @GetMapping("/internal/executions/{jobId}")
    Executions<ImportSummary> executions(@PathVariable UUID jobId) {
        var attempts = jdbc.sql(ATTEMPTS)
                .param("job", jobId)
                .query((row, _) -> {
                    var finished = row.getObject("finished_at", OffsetDateTime.class);
                    var code = row.getString("error_code");
                    return new Execution(
                            row.getObject("task_id", UUID.class),
                            row.getString("kind"),
                            row.getInt("attempt"),
                            row.getString("worker"),
                            row.getString("state"),
                            row.getObject("started_at", OffsetDateTime.class).toInstant(),
                            finished == null ? null : finished.toInstant(),
                            code == null ? null : new Failure(code, row.getString("error_message")));
                })
                .list();
        return new Executions<>(jobId, attempts, imports.find(jobId).orElse(null));
    }
}

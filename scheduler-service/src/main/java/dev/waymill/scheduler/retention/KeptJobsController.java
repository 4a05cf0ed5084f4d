package dev.waymill.scheduler.retention;

import dev.waymill.events.rest.KeptJobs;
import dev.waymill.events.rest.KeptJobsRequest;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// Internal REST: the gateway forgets no job that the scheduler still keeps.
@RestController
class KeptJobsController {
    private final JdbcClient jdbc;

    KeptJobsController(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String KEPT = """
            SELECT id FROM unnest(:ids::uuid[]) AS input (id)
            WHERE EXISTS (SELECT FROM job WHERE job.id = input.id)
               OR EXISTS (SELECT FROM dead_letter d WHERE d.job_id = input.id AND d.state = 'dead')
            """;

    /// Which of those jobs have a row here, or a dead letter that nobody has resolved.
    @PostMapping("/internal/jobs/kept")
    KeptJobs kept(@RequestBody KeptJobsRequest request) {
        return new KeptJobs(jdbc.sql(KEPT)
                .param("ids", request.ids().toArray(UUID[]::new))
                .query(UUID.class)
                .list());
    }
}

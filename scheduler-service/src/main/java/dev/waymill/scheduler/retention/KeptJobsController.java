package dev.waymill.scheduler.retention;

import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// Internal REST: the gateway forgets no job that the scheduler still keeps.
@RestController
class KeptJobsController {
    private static final int MOST = 1_000;

    private final JdbcClient jdbc;

    KeptJobsController(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @param ids 1,000 at most
    record KeptJobsRequest(List<UUID> ids) {
        KeptJobsRequest {
            if (ids.size() > MOST) {
                throw new IllegalArgumentException("Ask for " + MOST + " jobs at most");
            }
        }
    }

    record KeptJobs(List<UUID> kept) {}

    private static final String KEPT = """
            SELECT id FROM unnest(:ids::uuid[]) AS asked (id)
            WHERE EXISTS (SELECT FROM job WHERE job.id = asked.id)
               OR EXISTS (SELECT FROM dead_letter d WHERE d.job_id = asked.id AND d.state = 'dead')
            """;

    /// Which of those jobs have a row here, or a dead letter that nobody has resolved.
    @PostMapping("/internal/jobs/kept")
    KeptJobs kept(@RequestBody KeptJobsRequest asked) {
        return new KeptJobs(jdbc.sql(KEPT)
                .param("ids", asked.ids().toArray(UUID[]::new))
                .query(UUID.class)
                .list());
    }
}

package dev.waymill.bench;

import dev.waymill.cli.api.Api;
import dev.waymill.stack.Database;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

/// Measures how long a single job waits on an idle system. All processes use the clock of one machine.
final class Latency {
    private static final Duration PAUSE = Duration.ofMillis(30);
    private static final int WARM_UP = 50;

    private final JdbcClient scheduler;
    private final Api api;

    Latency(Database scheduler, Api api) {
        this.scheduler = JdbcClient.create(Pools.open(scheduler, 1));
        this.api = api;
    }

    void measure(int jobs, ObjectNode result) throws InterruptedException {
        var millis = new ArrayList<Double>();
        for (int i = -WARM_UP; i < jobs; i++) {
            var submitted = Instant.now();
            var id = UUID.fromString(
                    api.post("/jobs", "{\"type\":\"noop\"}").path("id").asString());
            var began = began(id);
            if (i >= 0) {
                millis.add(Duration.between(submitted, began).toNanos() / 1e6);
            }
            Thread.sleep(PAUSE);
        }
        Collections.sort(millis);
        double p50 = millis.get(jobs / 2);
        double p99 = millis.get(jobs * 99 / 100);
        Output.log("submitted to running: p50 %.1f ms, p99 %.1f ms of %d jobs", p50, p99, jobs);
        result.put("p50Ms", Output.round(p50)).put("p99Ms", Output.round(p99));
    }

    private Instant began(UUID job) throws InterruptedException {
        while (true) {
            var began = scheduler
                    .sql("SELECT f.started_at FROM task t JOIN finished f ON f.task_id = t.id WHERE t.job_id = :job")
                    .param("job", job)
                    .query(Timestamp.class)
                    .optional();
            if (began.isPresent()) {
                return began.get().toInstant();
            }
            Thread.sleep(Duration.ofMillis(5));
        }
    }
}

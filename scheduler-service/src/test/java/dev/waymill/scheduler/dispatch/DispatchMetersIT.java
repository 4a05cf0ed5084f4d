package dev.waymill.scheduler.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.scheduler.SchedulerTest;
import dev.waymill.scheduler.Tables;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What the running dispatch loop measures.
@SchedulerTest
class DispatchMetersIT {
    @Autowired
    JdbcClient jdbc;

    @Autowired
    MeterRegistry registry;

    @BeforeEach
    @AfterEach
    void empty_the_tables() {
        Tables.empty(jdbc);
    }

    @Test
    void the_wait_of_a_task_counts_from_when_it_became_ready_by_type_and_retry() {
        var first = wait("import", false);
        var retry = wait("other", true);
        double firstSeconds = first.totalTime(TimeUnit.SECONDS);
        long firsts = first.count();
        long retries = retry.count();
        double claimed = registry.get("waymill.dispatch.claimed").counter().count();
        ready("import", 0);
        ready("t".repeat(300), 1);
        jdbc.sql("INSERT INTO worker VALUES ('w', 10, clock_timestamp())").update();

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(first.count()).isEqualTo(firsts + 1);
            assertThat(retry.count()).isEqualTo(retries + 1);
        });
        assertThat(first.totalTime(TimeUnit.SECONDS) - firstSeconds).isBetween(120.0, 300.0);
        assertThat(registry.get("waymill.dispatch.claimed").counter().count()).isEqualTo(claimed + 2);
        assertThat(registry.get("waymill.dispatch.claim").timer().count()).isPositive();
        assertThat(jdbc.sql("SELECT count(*) FROM lease WHERE claimed_at > clock_timestamp() - INTERVAL '1 minute'")
                        .query(Long.class)
                        .single())
                .isEqualTo(2);
    }

    private Timer wait(String type, boolean retry) {
        return registry.get("waymill.task.wait")
                .tags("type", type, "retry", Boolean.toString(retry))
                .timer();
    }

    private void ready(String type, int failures) {
        var id = UUID.randomUUID();
        jdbc.sql("INSERT INTO job (id, owner, type, priority, max_attempts) VALUES (:id, 'ada', :type, 5, 3)")
                .param("id", id)
                .param("type", type)
                .update();
        jdbc.sql("INSERT INTO task (id, job_id, kind, payload, cancellable, grace, clean_up)"
                        + " VALUES (:id, :id, 'test', '{}', true, false, false)")
                .param("id", id)
                .update();
        jdbc.sql("INSERT INTO ready (start, task_id, attempt, failures, ready_at)"
                        + " VALUES (0, :id, :failures, :failures, clock_timestamp() - INTERVAL '2 minutes')")
                .param("id", id)
                .param("failures", failures)
                .update();
    }
}

package dev.waymill.scheduler.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.scheduler.SchedulerTest;
import dev.waymill.scheduler.Tables;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// A task too large for a record, and one that fits, through the real dispatcher and a real broker.
@SchedulerTest
class UnsendableTaskIT {
    @Autowired
    JdbcClient jdbc;

    @AfterEach
    void empty_the_tables() {
        Tables.empty(jdbc);
    }

    @Test
    void a_task_that_kafka_cannot_accept_fails_and_the_others_are_dispatched() {
        var tooLarge = ready("{\"text\":\"" + "x".repeat(1_500_000) + "\"}");
        var good = ready("{}");
        jdbc.sql("INSERT INTO worker VALUES ('w', 10, clock_timestamp())").update();

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(state(tooLarge)).isEqualTo("failed unsendable-task"));
        assertThat(jdbc.sql("SELECT count(*) FROM lease WHERE task_id = :task")
                        .param("task", good)
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(jdbc.sql("SELECT count(*) FROM claim")
                                .query(Long.class)
                                .single())
                        .isZero());
    }

    private UUID ready(String payload) {
        var id = UUID.randomUUID();
        jdbc.sql("INSERT INTO job (id, owner, type, priority, max_attempts) VALUES (:id, 'ada', 'test', 5, 3)")
                .param("id", id)
                .update();
        jdbc.sql("INSERT INTO task (id, job_id, kind, payload, cancellable, grace, clean_up)"
                        + " VALUES (:id, :id, 'test', :payload::json, true, false, false)")
                .param("id", id)
                .param("payload", payload)
                .update();
        jdbc.sql("INSERT INTO ready (start, task_id, attempt, failures) VALUES (0, :id, 0, 0)")
                .param("id", id)
                .update();
        return id;
    }

    private String state(UUID job) {
        return jdbc.sql("SELECT state || ' ' || coalesce(error_code, '') FROM job WHERE id = :job")
                .param("job", job)
                .query(String.class)
                .single();
    }
}

package dev.waymill.gateway.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.gateway.RunningGateway;
import dev.waymill.gateway.schedule.Recurrence.Every;
import dev.waymill.gateway.schedule.Schedule.MisfirePolicy;
import dev.waymill.gateway.submit.JobRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/// Repositories and JdbcClient share one connection in a transaction.
class OneTransactionIT {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static RunningGateway gateway;
    private static JdbcClient jdbc;
    private static ScheduleRepository schedules;
    private static TransactionTemplate transaction;
    private String owner;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start();
        jdbc = gateway.jdbc();
        schedules = gateway.bean(ScheduleRepository.class);
        transaction = gateway.bean(TransactionTemplate.class);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void anOwner() {
        owner = "owner-" + UUID.randomUUID();
    }

    @Test
    void a_statement_sees_rows_a_repository_wrote_before_the_commit() {
        transaction.executeWithoutResult(_ -> {
            schedules.save(schedule("a"));
            schedules.flush();
            assertThat(count()).isEqualTo(1);
        });
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void a_failing_statement_rolls_back_a_repositorys_save() {
        assertThatThrownBy(() -> transaction.executeWithoutResult(_ -> {
                    schedules.save(schedule("a"));
                    schedules.flush();
                    jdbc.sql("UPDATE schedule SET missed = 'never' WHERE owner = :owner")
                            .param("owner", owner)
                            .update();
                }))
                .isInstanceOf(DataIntegrityViolationException.class);

        assertThat(count()).isZero();
    }

    @Test
    void a_failing_save_rolls_back_a_statements_write() {
        schedules.save(schedule("a"));

        assertThatThrownBy(() -> transaction.executeWithoutResult(_ -> {
                    jdbc.sql("UPDATE schedule SET name = 'b' WHERE owner = :owner")
                            .param("owner", owner)
                            .update();
                    schedules.save(schedule("b"));
                }))
                .isInstanceOf(DataIntegrityViolationException.class);

        assertThat(schedules.findByOwnerAndName(owner, "a")).isPresent();
        assertThat(count()).isEqualTo(1);
    }

    private Schedule schedule(String name) {
        var job = JsonMapper.shared().readValue("{\"type\": \"noop\"}", JobRequest.class);
        var hourly = new Every(Duration.ofHours(1), NOW);
        return new Schedule(
                UUID.randomUUID(), owner, name, job, hourly, MisfirePolicy.SKIP, true, NOW.plusSeconds(3600), NOW);
    }

    private long count() {
        return jdbc.sql("SELECT count(*) FROM schedule WHERE owner = :owner")
                .param("owner", owner)
                .query(Long.class)
                .single();
    }
}

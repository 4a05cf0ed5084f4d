package dev.waymill.scheduler.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.events.EventCodec;
import dev.waymill.events.WorkerHeartbeat;
import dev.waymill.scheduler.SchedulerTest;
import dev.waymill.scheduler.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/// Heartbeats and echoes over a real broker. The worker is never silent, but the scheduler does not receive its
/// heartbeats for longer than the allowed silence. The job allows only one attempt.
@SchedulerTest
@TestPropertySource(properties = "waymill.lease.silence=4s")
class DeafSchedulerIT {
    private static final Duration DEAF = Duration.ofSeconds(10);
    private static final UUID JOB = new UUID(0, 1);
    private static final UUID TASK = new UUID(0, 2);

    @Autowired
    JdbcClient jdbc;

    @Autowired
    KafkaTemplate<String, byte[]> kafka;

    @Autowired
    KafkaListenerEndpointRegistry listeners;

    @Autowired
    TransactionTemplate transaction;

    private final String worker = "worker-" + UUID.randomUUID();
    private final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor();

    @BeforeEach
    void a_worker_with_heartbeats_runs_the_task() {
        Tables.empty(jdbc);
        beats.scheduleAtFixedRate(this::beat, 0, 500, TimeUnit.MILLISECONDS);
        await().atMost(Duration.ofSeconds(60)).until(() -> heartbeatsOf(worker) == 1);
        jdbc.sql("INSERT INTO job (id, owner, type, priority, max_attempts) VALUES (:job, 'ada', 'test', 5, 1)")
                .param("job", JOB)
                .update();
        jdbc.sql("INSERT INTO task (id, job_id, kind, payload, cancellable, grace, clean_up)"
                        + " VALUES (:task, :job, 'test', '{}', true, false, false)")
                .param("task", TASK)
                .param("job", JOB)
                .update();
        jdbc.sql("INSERT INTO lease (task_id, attempt, failures, worker, until, started_at)"
                        + " VALUES (:task, 1, 0, :worker, 'infinity', clock_timestamp())")
                .param("task", TASK)
                .param("worker", worker)
                .update();
    }

    @AfterEach
    void stop_the_heartbeats_and_empty_the_tables() {
        beats.shutdownNow();
        listeners.start();
        Tables.empty(jdbc);
    }

    @Test
    void no_worker_counts_as_silent_while_its_reports_are_not_consumed() {
        listeners.stop();
        holds(DEAF);
        listeners.start();
        holds(DEAF);

        beats.shutdownNow();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(held()).isFalse());
        assertThat(jdbc.sql("SELECT state FROM job").query(String.class).single())
                .isNotEqualTo("failed");
    }

    @Test
    void no_worker_counts_as_silent_while_the_database_blocks_writes() throws Exception {
        try (var stall = Executors.newSingleThreadExecutor()) {
            stall.submit(() -> transaction.executeWithoutResult(_ -> {
                        jdbc.sql("LOCK TABLE worker, echo IN ACCESS EXCLUSIVE MODE")
                                .update();
                        jdbc.sql("SELECT 1 FROM pg_sleep(10)")
                                .query(Integer.class)
                                .single();
                    }))
                    .get();
        }
        holds(DEAF);
    }

    /// Checks that the lease is held all that time.
    private void holds(Duration time) {
        await().during(time).atMost(time.plusSeconds(20)).until(this::held);
    }

    private void beat() {
        var unused = kafka.send(EventCodec.toRecord(
                new WorkerHeartbeat(UUID.randomUUID(), Instant.EPOCH.plusSeconds(7_200), worker, 1), null));
    }

    private long heartbeatsOf(String id) {
        return jdbc.sql("SELECT count(*) FROM worker WHERE id = :id AND partition IS NOT NULL")
                .param("id", id)
                .query(Long.class)
                .single();
    }

    private boolean held() {
        return jdbc.sql("SELECT EXISTS (SELECT FROM lease WHERE attempt = 1 AND worker = :worker)")
                .param("worker", worker)
                .query(Boolean.class)
                .single();
    }
}

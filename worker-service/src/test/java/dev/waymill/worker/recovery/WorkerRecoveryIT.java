package dev.waymill.worker.recovery;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.Topics;
import dev.waymill.stack.Database;
import dev.waymill.stack.LocalKafka;
import dev.waymill.stack.test.TestStack;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// The worker's recovery on a broker of its own, since consumers of other tests would keep it from running.
class WorkerRecoveryIT {
    /// An hour after the time from which on things are repeated.
    private static final String SINCE = "2024-11-30T12:00:00Z";

    private static final TopicPartition LIVE = new TopicPartition(Topics.LIVE_POINTS, 0);

    private final Database database = TestStack.get().freshDatabase("recovery");
    private final JdbcClient jdbc =
            JdbcClient.create(new DriverManagerDataSource(database.url(), database.user(), database.password()));
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private LocalKafka kafka;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        kafka = LocalKafka.start(directory);
        assertThat(recover("--dry-run")).isZero();
    }

    @AfterEach
    void stop() {
        kafka.close();
    }

    private int recover(String... options) {
        var args = new ArrayList<>(List.of("recover", "--since=" + SINCE));
        args.addAll(List.of(options));
        args.add("--spring.datasource.url=" + database.url());
        args.add("--spring.datasource.username=" + database.user());
        args.add("--spring.datasource.password=" + database.password());
        args.add("--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers());
        output.reset();
        return WorkerRecovery.RECOVERY.run(
                new PrintStream(output, true, StandardCharsets.UTF_8), args.toArray(String[]::new));
    }

    @Test
    void attempts_that_began_after_a_restored_schedulers_time_are_forgotten() {
        var before = execution("2024-11-30T10:59:00Z");
        execution("2024-11-30T11:01:00Z");

        assertThat(recover("--restored=gateway")).isZero();
        assertThat(executions()).hasSize(2);
        assertThat(recover("--restored=scheduler")).isZero();

        assertThat(executions()).containsExactly(before.toString());
        assertThat(output.toString(StandardCharsets.UTF_8)).contains("worker: 1 attempts are forgotten");
    }

    private UUID execution(String startedAt) {
        var task = UUID.randomUUID();
        jdbc.sql("""
                        INSERT INTO execution (task_id, attempt, job_id, kind, worker, started_at)
                        VALUES (:task, 1, :task, 'noop', 'worker-1', :startedAt::timestamptz)
                        """).param("task", task).param("startedAt", startedAt).update();
        return task;
    }

    private List<String> executions() {
        return jdbc.sql("SELECT task_id::text FROM execution")
                .query(String.class)
                .list();
    }

    @Test
    void live_points_since_a_restored_workers_time_are_read_again() throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(Topics.LIVE_POINTS, 1, (short) 1)))
                    .all()
                    .get();
            send("2024-11-30T10:59:00Z", "2024-11-30T11:01:00Z", "2024-11-30T11:02:00Z");
            admin.alterConsumerGroupOffsets("worker-live", Map.of(LIVE, new OffsetAndMetadata(3)))
                    .all()
                    .get();

            assertThat(recover("--restored=scheduler")).isZero();
            assertThat(offset(admin)).isEqualTo(3);
            assertThat(recover("--restored=worker", "--dry-run")).isZero();
            assertThat(offset(admin)).isEqualTo(3);
            assertThat(recover("--restored=worker")).isZero();

            assertThat(output.toString(StandardCharsets.UTF_8)).contains("worker: 2 records");
            assertThat(offset(admin)).isEqualTo(1);
        }
    }

    private void send(String... times) throws Exception {
        var settings = Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers());
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            for (var time : times) {
                var millis = Instant.parse(time).toEpochMilli();
                producer.send(new ProducerRecord<>(LIVE.topic(), 0, millis, "ada", "points"))
                        .get();
            }
        }
    }

    private static long offset(Admin admin) throws Exception {
        var offsets = admin.listConsumerGroupOffsets("worker-live")
                .partitionsToOffsetAndMetadata()
                .get();
        return requireNonNull(offsets.get(LIVE)).offset();
    }
}

package dev.waymill.scheduler.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.Topics;
import dev.waymill.stack.Database;
import dev.waymill.stack.LocalKafka;
import dev.waymill.stack.test.TestStack;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// The scheduler's recovery on a broker of its own, since consumers of other tests would keep it from running.
class SchedulerRecoveryIT {
    private static LocalKafka kafka;
    private Database database;
    private JdbcClient jdbc;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        kafka = LocalKafka.start(directory);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @BeforeEach
    void migrate() {
        database = TestStack.get().freshDatabase("recovery");
        jdbc = JdbcClient.create(new DriverManagerDataSource(database.url(), database.user(), database.password()));
        assertThat(recover("--dry-run")).isZero();
    }

    private int recover(String... options) {
        return recoverSince("2024-11-30T12:00:00Z", options);
    }

    private int recoverSince(String time, String... options) {
        var args = new ArrayList<>(List.of("recover", "--since=" + time));
        args.addAll(List.of(options));
        args.add("--spring.datasource.url=" + database.url());
        args.add("--spring.datasource.username=" + database.user());
        args.add("--spring.datasource.password=" + database.password());
        args.add("--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers());
        output.reset();
        return SchedulerRecovery.RECOVERY.run(
                new PrintStream(output, true, StandardCharsets.UTF_8), args.toArray(String[]::new));
    }

    private String printed() {
        return output.toString(StandardCharsets.UTF_8);
    }

    /// @param end time of its end; null if it runs
    private UUID job(String type, String owner, String payload, @Nullable String end) {
        var id = UUID.randomUUID();
        jdbc.sql("""
                        INSERT INTO job (id, owner, type, priority, max_attempts, state, version, open, created_at, updated_at,
                                         finished_at)
                        VALUES (:id, :owner, :type, 5, 5, CASE WHEN :end::timestamptz IS NULL THEN 'running' ELSE 'succeeded' END,
                                7, 0, '2024-11-30T08:00:00Z', coalesce(:end::timestamptz, '2024-11-30T08:00:00Z'),
                                :end::timestamptz)
                        """)
                .param("id", id)
                .param("owner", owner)
                .param("type", type)
                .param("end", end)
                .update();
        jdbc.sql("""
                        INSERT INTO task (id, job_id, kind, payload, cancellable, grace, clean_up, created_at)
                        VALUES (:id, :id, :type, :payload::json, true, false, false, '2024-11-30T08:00:00Z')
                        """)
                .param("id", id)
                .param("type", type)
                .param("payload", payload)
                .update();
        return id;
    }

    private void lease(UUID task, int attempt) {
        jdbc.sql("""
                        INSERT INTO lease (task_id, attempt, failures, worker, until, started_at)
                        VALUES (:task, :attempt, 1, 'worker-1', now(), now())
                        """).param("task", task).param("attempt", attempt).update();
    }

    private List<String> rows(String sql) {
        return jdbc.sql(sql).query(String.class).list();
    }

    @Test
    void a_leased_task_is_ready_again_and_its_attempt_is_not_counted() {
        var job = job("noop", "ada", "{}", null);
        lease(job, 3);
        jdbc.sql("INSERT INTO claim (until) VALUES (now())").update();

        assertThat(recover()).isZero();

        assertThat(printed()).contains("1 dispatched tasks are ready again");
        assertThat(rows("SELECT task_id || ' ' || attempt || ' ' || failures FROM ready"))
                .containsExactly(job + " 3 1");
        assertThat(rows("SELECT task_id::text FROM lease UNION ALL SELECT id::text FROM claim"))
                .isEmpty();
        assertThat(rows("SELECT state FROM job")).containsExactly("queued");
    }

    @Test
    void what_the_gateway_may_have_wrong_is_published_in_a_version_it_has_not_passed() {
        var open = job("noop", "ada", "{}", null);
        var recent = job("noop", "ada", "{}", "2024-11-30T11:30:00Z");
        var old = job("noop", "ada", "{}", "2024-11-30T10:30:00Z");

        assertThat(recover()).isZero();

        assertThat(rows("SELECT job_id::text FROM job_change"))
                .containsExactlyInAnyOrder(open.toString(), recent.toString());
        assertThat(rows("SELECT id::text FROM job WHERE version = 7")).containsExactly(old.toString());
        assertThat(rows("SELECT version::text FROM job WHERE version <> 7")).containsExactly("1000007", "1000007");
    }

    @Test
    void a_dry_run_changes_nothing() {
        var job = job("noop", "ada", "{}", null);
        lease(job, 3);

        assertThat(recover("--dry-run")).isZero();

        assertThat(printed()).contains("1 dispatched tasks", "(dry run: not done)");
        assertThat(rows("SELECT task_id::text FROM lease")).containsExactly(job.toString());
        assertThat(rows("SELECT job_id::text FROM job_change")).isEmpty();
    }

    @Test
    void jobs_that_changed_a_restored_timeline_run_again_in_the_order_of_their_ends() {
        var revert = job("revert", "ada", "{\"importId\": \"x\", \"to\": null}", "2024-11-30T11:45:00Z");
        var imported = job("import", "ada", "{\"fileName\": \"a\", \"grace\": \"PT5M\"}", "2024-11-30T11:30:00Z");
        var others = job("import", "bob", "{\"grace\": \"PT0S\"}", "2024-11-30T11:50:00Z");
        var before = job("import", "ada", "{\"grace\": \"PT5M\"}", "2024-11-30T10:30:00Z");
        var noop = job("noop", "ada", "{}", "2024-11-30T11:30:00Z");
        var removal = job("remove", "ada", "{}", null);
        lease(removal, 1);

        assertThat(recover("--restored=worker")).isZero();
        assertThat(recover("--restored=worker")).isZero();

        var jobOf = " JOIN task ON task.id = task_id ";
        assertThat(rows("SELECT job_id::text FROM ready" + jobOf))
                .containsExactlyInAnyOrder(imported.toString(), others.toString());
        assertThat(rows("SELECT job_id::text FROM waiting_for_key" + jobOf + "ORDER BY position"))
                .containsExactly(revert.toString(), removal.toString());
        assertThat(rows("SELECT job_id::text FROM admission"))
                .containsExactlyInAnyOrder(imported.toString(), others.toString());
        assertThat(rows("SELECT id::text FROM job WHERE state = 'succeeded'"))
                .containsExactlyInAnyOrder(before.toString(), noop.toString());
        assertThat(rows("SELECT payload ->> 'grace' FROM ready" + jobOf)).containsExactly("PT0S", "PT0S");
        assertThat(rows("SELECT payload ->> 'to' FROM waiting_for_key" + jobOf + "WHERE job_id = '" + revert + "'"))
                .containsExactly("2024-11-30T11:45:00.000000Z");
        assertThat(rows("SELECT job_id::text FROM task GROUP BY job_id HAVING count(*) = 2"))
                .containsExactlyInAnyOrder(imported.toString(), others.toString(), revert.toString());
    }

    @Test
    void topics_whose_contents_are_published_again_are_emptied_and_the_others_are_kept() throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            var topics = Stream.of(Topics.TASK_REPORTED, Topics.LIVE_POINTS, Topics.JOB_DEAD_LETTER)
                    .map(name -> new NewTopic(name, 1, (short) 1))
                    .toList();
            admin.createTopics(topics).all().get();
            try (var producer = new KafkaProducer<>(
                    Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()),
                    new StringSerializer(),
                    new StringSerializer())) {
                for (var topic : topics) {
                    producer.send(new ProducerRecord<>(topic.name(), "a")).get();
                }
            }

            assertThat(recover()).isZero();

            assertThat(printed()).contains("1 records deleted");
            assertThat(first(admin, Topics.TASK_REPORTED)).isEqualTo(1);
            assertThat(first(admin, Topics.LIVE_POINTS)).isZero();
            assertThat(first(admin, Topics.JOB_DEAD_LETTER)).isZero();
        }
    }

    private static long first(Admin admin, String topic) throws Exception {
        var partition = new TopicPartition(topic, 0);
        return admin.listOffsets(Map.of(partition, OffsetSpec.earliest()))
                .partitionResult(partition)
                .get()
                .offset();
    }

    @Test
    void a_recovery_is_refused_while_a_service_runs() throws Exception {
        var settings = Map.<String, Object>of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "group.id",
                "worker-live",
                "auto.offset.reset",
                "earliest");
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("any", 1, (short) 1))).all().get();
        }
        try (var running = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            running.subscribe(List.of("any"));
            while (running.assignment().isEmpty()) {
                running.poll(Duration.ofMillis(100));
            }

            assertThat(recover()).isEqualTo(1);

            assertThat(printed()).contains("Stop all services first", "worker-live");
        }
    }

    @Test
    void a_time_in_the_future_is_refused() {
        assertThat(recoverSince("9126-11-30T12:00:00Z")).isEqualTo(1);

        assertThat(printed()).contains("in the future");
    }
}

package dev.waymill.gateway.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.stack.test.TestStack;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;

/// Calls the outbox publisher directly while the broker is unavailable, then available again.
@ExtendWith(OutputCaptureExtension.class)
class OutageIT {
    private static final String NOBODY = "localhost:1";
    private JdbcClient jdbc;
    private OutboxStore outbox;
    private MeterRegistry meters;

    @BeforeAll
    static void topics() {
        Map<String, Object> broker = Map.of("bootstrap.servers", TestStack.get().bootstrapServers());
        new KafkaAdmin(broker).createOrModifyTopics(new OutboxConfiguration().jobCreatedTopic());
    }

    @BeforeEach
    void anEmptyDatabase() {
        var database = TestStack.get().freshDatabase("outage");
        var source = new DriverManagerDataSource(database.url(), database.user(), database.password());
        Flyway.configure().dataSource(source).load().migrate();
        jdbc = JdbcClient.create(source);
        outbox = new OutboxStore(jdbc);
        meters = new SimpleMeterRegistry();
    }

    @Test
    void unsent_rows_are_kept_logged_once_and_sent_after_the_outage(CapturedOutput log) {
        var ids = IntStream.range(0, 3).mapToObj(_ -> aJob()).toList();
        var publisher = publisher(NOBODY);
        for (int tick = 0; tick < 3; tick++) {
            assertThat(publisher.tick()).isFalse();
            assertThat(unpublished()).isEqualTo(3);
            assertThat(outbox.claim(10, Duration.ofSeconds(1))).isEmpty();
            jdbc.sql("UPDATE job SET publish_after = now()").update();
        }
        assertThat(log.getOut().split("Cannot publish jobs to Kafka", -1)).hasSize(2);
        assertThat(outbox.backlog().rows()).isEqualTo(3);
        assertThat(outbox.backlog().oldestAgeSeconds()).isPositive();

        publisher(TestStack.get().bootstrapServers()).tick();
        assertThat(unpublished()).isZero();
        assertThat(outbox.backlog()).isEqualTo(new Outbox.Backlog(0, 0));
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void a_full_batch_reports_that_more_rows_may_be_due() {
        for (int job = 0; job <= OutboxPublisher.BATCH; job++) {
            aJob();
        }
        var publisher = publisher(TestStack.get().bootstrapServers());
        assertThat(publisher.tick()).isTrue();
        assertThat(unpublished()).isEqualTo(1);
        assertThat(publisher.tick()).isFalse();
        assertThat(unpublished()).isZero();
    }

    @Test
    void an_unsendable_row_fails_its_job_and_the_others_are_sent() {
        var tooLarge = aJob("{\"text\": \"" + "x".repeat(2_000_000) + "\"}", null);
        var noTerms = aJob("{}", "{\"runAt\": \"never\"}");
        var oddTerms = aJob("{}", "[]");
        var good = aJob();
        var other = aJob();

        assertThat(publisher(TestStack.get().bootstrapServers()).tick()).isFalse();

        assertThat(state(good)).isEqualTo("accepted");
        assertThat(state(other)).isEqualTo("accepted");
        assertThat(unpublished()).isZero();
        for (var bad : List.of(tooLarge, noTerms, oddTerms)) {
            assertThat(state(bad)).isEqualTo("failed not-publishable");
        }
        assertThat(meters.get("waymill.outbox.refused").counter().count()).isEqualTo(3);
        assertThat(meters.get("waymill.outbox.delay").timer().count()).isEqualTo(2);
    }

    @Test
    void a_claim_is_bounded_in_bytes() {
        var payload = "{\"text\": \"" + "x".repeat(900_000) + "\"}";
        for (int job = 0; job < 12; job++) {
            aJob(payload, null);
        }
        assertThat(outbox.claim(500, Duration.ofSeconds(30))).hasSize(5);
        assertThat(outbox.claim(500, Duration.ofSeconds(30))).hasSize(5);
        assertThat(outbox.claim(500, Duration.ofSeconds(30))).hasSize(2);
    }

    private String state(UUID job) {
        return jdbc.sql("SELECT concat_ws(' ', state, error_code) FROM job WHERE id = :id")
                .param("id", job)
                .query(String.class)
                .single();
    }

    @Test
    void two_publishers_never_claim_the_same_row() {
        aJob();
        assertThat(outbox.claim(10, Duration.ofSeconds(30))).hasSize(1);
        assertThat(outbox.claim(10, Duration.ofSeconds(30))).isEmpty();
    }

    private UUID aJob() {
        return aJob("{\"fileName\": \"a\"}", null);
    }

    private UUID aJob(String payload, @Nullable String terms) {
        var id = UUID.randomUUID();
        jdbc.sql("""
                        INSERT INTO job (id, owner, type, payload, payload_bytes, terms, trace_id, traceparent, created_at,
                                         updated_at)
                        VALUES (:id, 'ada', 'import', :payload::json, :bytes, :terms::jsonb, 't', 'p',
                                now() - interval '1 s', now())
                        """)
                .param("id", id)
                .param("payload", payload)
                .param("bytes", payload.length())
                .param("terms", terms)
                .update();
        return id;
    }

    private long unpublished() {
        return jdbc.sql("SELECT count(*) FROM job WHERE published_at IS NULL")
                .query(Long.class)
                .single();
    }

    private OutboxPublisher publisher(String servers) {
        return new OutboxPublisher("jobs", outbox, kafka(servers), new OutboxMeters("jobs", meters, Clock.systemUTC()));
    }

    private static KafkaTemplate<String, byte[]> kafka(String servers) {
        return new KafkaTemplate<>(new DefaultKafkaProducerFactory<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers, ProducerConfig.MAX_BLOCK_MS_CONFIG, 2_000),
                new StringSerializer(),
                new ByteArraySerializer()));
    }
}

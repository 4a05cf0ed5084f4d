package dev.waymill.scheduler.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.EventCodec;
import dev.waymill.events.JobChanged;
import dev.waymill.events.UnreadableEventException;
import dev.waymill.runtime.loop.Loop;
import dev.waymill.scheduler.SchedulerTest;
import dev.waymill.scheduler.Tables;
import dev.waymill.scheduler.publish.Publisher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.support.SendResult;

@SchedulerTest
class ChangePublisherIT {
    @Autowired
    ChangePublisher publisher;

    @Autowired
    Loop changeLoop;

    @Autowired
    ProducerFactory<String, byte[]> producers;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void a_stopped_loop_and_empty_tables() {
        changeLoop.stop();
        Tables.empty(jdbc);
    }

    @AfterEach
    void empty_the_tables_and_start_the_loop() {
        Tables.empty(jdbc);
        changeLoop.start();
    }

    @Test
    void a_change_is_kept_during_a_kafka_outage_and_deleted_once_sent() {
        changed("null");
        var away = new KafkaTemplate<>(
                producers,
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        "localhost:1",
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        300));

        assertThat(with(away).tick()).isFalse();
        assertThat(changes()).hasSize(1);

        away.destroy();
        publisher.tick();
        assertThat(changes()).isEmpty();
    }

    @Test
    void a_change_made_during_the_sending_of_an_older_one_is_kept() {
        var job = changed("null");
        var overtaken = new KafkaTemplate<>(producers) {
            @Override
            public CompletableFuture<SendResult<String, byte[]>> send(ProducerRecord<String, byte[]> record) {
                jdbc.sql("UPDATE job SET version = 2").update();
                jdbc.sql("INSERT INTO job_change (job_id) VALUES (:job)")
                        .param("job", job)
                        .update();
                return super.send(record);
            }
        };

        with(overtaken).tick();

        assertThat(changes()).containsExactly(job);
    }

    @Test
    void an_oversized_change_is_sent_without_its_result_and_blocks_no_other() {
        var tooLarge = changed("\"" + "x".repeat(2_000_000) + "\"");
        changed("null");
        changed("null");
        var sent = new ArrayList<JobChanged>();

        with(sending(sent)).tick();

        assertThat(changes()).isEmpty();
        assertThat(sent).hasSize(3);
        assertThat(sent)
                .filteredOn(change -> change.jobId().equals(tooLarge))
                .extracting(change -> Objects.requireNonNull(change.result()).text())
                .containsExactly("{\"omitted\":\"The result is too large to be sent\"}");
    }

    /// The real broker, which also records what it was sent.
    private KafkaTemplate<String, byte[]> sending(List<JobChanged> sent) {
        return new KafkaTemplate<>(producers) {
            @Override
            public CompletableFuture<SendResult<String, byte[]>> send(ProducerRecord<String, byte[]> record) {
                return super.send(record).thenApply(result -> {
                    try {
                        sent.add((JobChanged) EventCodec.decode(record.value()));
                    } catch (UnreadableEventException e) {
                        throw new IllegalStateException(e);
                    }
                    return result;
                });
            }
        };
    }

    private ChangePublisher with(KafkaTemplate<String, byte[]> kafka) {
        return new ChangePublisher(jdbc, new Publisher(kafka));
    }

    private UUID changed(String result) {
        var job = UUID.randomUUID();
        jdbc.sql("INSERT INTO job (id, owner, type, priority, max_attempts, result)"
                        + " VALUES (:job, 'ada', 'test', 5, 3, :result::jsonb)")
                .param("job", job)
                .param("result", result)
                .update();
        jdbc.sql("INSERT INTO job_change (job_id) VALUES (:job)")
                .param("job", job)
                .update();
        return job;
    }

    private List<UUID> changes() {
        return jdbc.sql("SELECT job_id FROM job_change").query(UUID.class).list();
    }
}

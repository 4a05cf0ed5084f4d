package dev.waymill.gateway.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.events.EventCodec;
import dev.waymill.events.JobChanged;
import dev.waymill.events.JobDeadLetter;
import dev.waymill.events.JobState;
import dev.waymill.events.Progress;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskError;
import dev.waymill.events.Topics;
import dev.waymill.events.UnreadableEventException;
import dev.waymill.gateway.EventProbe;
import dev.waymill.gateway.RunningGateway;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.KafkaTemplate;

/// Changes from the scheduler as records of the topic, on a gateway that reads them.
class JobChangesIT {
    private static RunningGateway gateway;
    private ViewedImport job;
    private String key;
    private UUID id;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void aJob() {
        job = new ViewedImport(gateway);
        key = job.key;
        id = job.id;
    }

    @Test
    void job_changes_are_applied_once_and_in_version_order() {
        var progress = new Progress("stage", 5, 10);
        send(changed(2, JobState.RUNNING, progress, null));
        awaitState("running");
        send(changed(1, JobState.QUEUED, null, null));
        send(changed(2, JobState.QUEUED, null, null));
        send(changed(4, JobState.FAILED, null, new TaskError("truncated-file", "It ends\u0000early", null)));
        send(changed(3, JobState.RUNNING, progress, null));
        awaitState("failed");
        var view = gateway.get("/api/v1/jobs/" + id, key);
        assertThat(view.text("/error/code")).isEqualTo("truncated-file");
        assertThat(view.text("/error/message")).isEqualTo("It ends\ufffdearly");
        assertThat(view.text("/finishedAt")).isNotEmpty();
        assertThat(view.text("/result/points")).isEqualTo("\ufffd");
    }

    @Test
    void the_newer_version_of_scheduler_and_read_model_is_shown() {
        send(changed(8, JobState.RUNNING, null, null));
        awaitState("running");
        gateway.scheduler.respond("GET /internal/jobs/" + id + "/status", 200, job.status(7, "grace", null));
        assertThat(gateway.get("/api/v1/jobs/" + id, key).text("/state")).isEqualTo("running");
        gateway.scheduler.respond("GET /internal/jobs/" + id + "/status", 200, job.status(9, "grace", null));
        assertThat(gateway.get("/api/v1/jobs/" + id, key).text("/state")).isEqualTo("grace");
    }

    @Test
    void an_unreadable_record_becomes_a_dead_letter_and_consumption_continues() throws Exception {
        var poison = UUID.randomUUID().toString();
        try (var deadLetters = EventProbe.of(Topics.JOB_DEAD_LETTER)) {
            kafka().send(new ProducerRecord<>(Topics.JOB_CHANGED, id.toString(), poison.getBytes(UTF_8)))
                    .join();
            send(changed(5, JobState.SUCCEEDED, null, null));
            awaitState("succeeded");
            await().untilAsserted(() -> assertThat(deadLetters.all().stream()
                            .map(JobChangesIT::deadLetter)
                            .map(JobChangesIT::bytesOf))
                    .contains(poison));
        }
    }

    private void awaitState(String state) {
        await().untilAsserted(() -> assertThat(
                        gateway.get("/api/v1/jobs?limit=1", key).text("/items/0/state"))
                .isEqualTo(state));
    }

    private JobChanged changed(long version, JobState state, @Nullable Progress progress, @Nullable TaskError error) {
        var now = Instant.now();
        var result = new RawJson("{\"points\":\"\\u0000\"}");
        var end = state.isFinal() ? now : null;
        return new JobChanged(
                UUID.randomUUID(), now, id, "owner", version, state, 1, progress, result, error, null, end);
    }

    private static void send(JobChanged event) {
        kafka().send(EventCodec.toRecord(event, null)).join();
    }

    private static JobDeadLetter deadLetter(ConsumerRecord<String, byte[]> record) {
        try {
            return (JobDeadLetter) EventCodec.read(record);
        } catch (UnreadableEventException e) {
            throw new AssertionError(e);
        }
    }

    private static String bytesOf(JobDeadLetter letter) {
        var source = letter.source();
        var value = source == null ? null : source.value();
        return value == null ? "" : new String(value, UTF_8);
    }

    @SuppressWarnings("unchecked")
    private static KafkaTemplate<String, byte[]> kafka() {
        return gateway.bean(KafkaTemplate.class);
    }
}

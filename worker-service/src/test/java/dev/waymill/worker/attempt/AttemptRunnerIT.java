package dev.waymill.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.events.Event;
import dev.waymill.events.EventCodec;
import dev.waymill.events.ImportFile;
import dev.waymill.events.JobDeadLetter;
import dev.waymill.events.TaskDispatched;
import dev.waymill.events.TaskReported;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.events.Topics;
import dev.waymill.worker.WorkerTest;
import dev.waymill.worker.imports.Gpx;
import dev.waymill.worker.imports.Uploads;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.KafkaTemplate;

/// The worker between two topics, over a real broker; the test plays the scheduler.
@WorkerTest
@Import({Uploads.class, AttemptRunnerIT.Recording.class})
class AttemptRunnerIT {
    @Autowired
    KafkaTemplate<String, byte[]> kafka;

    @Autowired
    Uploads uploads;

    @Autowired
    EventRecorder recorder;

    @Autowired
    JdbcClient jdbc;

    @TestConfiguration
    static class Recording {
        @Bean
        EventRecorder recorder() {
            return new EventRecorder();
        }
    }

    static class EventRecorder {
        final List<Event> events = new CopyOnWriteArrayList<>();

        @KafkaListener(
                topics = {Topics.TASK_REPORTED, Topics.JOB_DEAD_LETTER},
                groupId = "recorder")
        void on(ConsumerRecord<String, byte[]> record) throws Exception {
            events.add(EventCodec.read(record));
        }

        /// The reports of that attempt only.
        Stream<Report> reports(TaskDispatched task) {
            return events.stream()
                    .filter(TaskReported.class::isInstance)
                    .map(TaskReported.class::cast)
                    .filter(report -> report.taskId().equals(task.taskId()) && report.attempt() == task.attempt())
                    .map(TaskReported::report);
        }

        List<Report> reportsOf(UUID task) {
            return events.stream()
                    .filter(TaskReported.class::isInstance)
                    .map(TaskReported.class::cast)
                    .filter(report -> report.taskId().equals(task))
                    .map(TaskReported::report)
                    .toList();
        }
    }

    @Test
    void a_task_delivered_twice_runs_once_and_reports_start_and_end() throws Exception {
        var upload = uploads.upload("owner-" + UUID.randomUUID(), Gpx.sample(1, 500));
        var task = Attempts.task(upload.job(), UUID.randomUUID(), 1, upload.owner(), ImportFile.STAGE, upload.file());

        send(task);
        send(task);
        send(task);

        await().until(() -> ended(task));
        assertThat(recorder.reportsOf(task.taskId()).getFirst()).isInstanceOf(Report.Started.class);
        assertThat(recorder.reportsOf(task.taskId()).getLast()).isInstanceOf(Report.Done.class);
        assertThat(recorder.reportsOf(task.taskId()))
                .filteredOn(Report.Started.class::isInstance)
                .hasSize(1);
    }

    @Test
    void an_attempt_claimed_by_a_dead_worker_is_reported_under_its_name() {
        var file = new ImportFile("a.gpx", "0".repeat(64), 1, null, Duration.ZERO, null, null);
        var task = Attempts.task(UUID.randomUUID(), UUID.randomUUID(), 1, "owner", ImportFile.STAGE, file);
        jdbc.sql("INSERT INTO execution (task_id, attempt, job_id, kind, worker)"
                        + " VALUES (:task, 1, :job, 'import.stage', 'dead-worker')")
                .param("task", task.taskId())
                .param("job", task.jobId())
                .update();

        send(task);

        await().until(() -> !recorder.reportsOf(task.taskId()).isEmpty());
        assertThat(recorder.events)
                .filteredOn(event ->
                        event instanceof TaskReported report && report.taskId().equals(task.taskId()))
                .singleElement()
                .isInstanceOfSatisfying(TaskReported.class, report -> {
                    assertThat(report.workerId()).isEqualTo("dead-worker");
                    assertThat(report.report()).isInstanceOf(Report.Started.class);
                });
    }

    @Test
    void an_attempt_older_than_a_known_one_is_not_started() {
        var upload = new Uploads.Upload(
                UUID.randomUUID(),
                "owner",
                new ImportFile("a.gpx", "0".repeat(64), 1, null, Duration.ZERO, null, null));
        var id = UUID.randomUUID();
        var later = Attempts.task(upload.job(), id, 2, upload.owner(), ImportFile.STAGE, upload.file());
        var earlier = Attempts.task(upload.job(), id, 1, upload.owner(), ImportFile.STAGE, upload.file());

        send(later);
        await().until(() -> ended(later));
        send(earlier);
        var marker = Attempts.task(upload.job(), UUID.randomUUID(), 1, "owner", "no.such.kind", upload.file());
        kafka.send(new ProducerRecord<>(Topics.TASK_DISPATCHED, id.toString(), EventCodec.encode(marker)))
                .join();
        await().until(() -> ended(marker));

        assertThat(jdbc.sql("SELECT attempt FROM execution WHERE task_id = :task")
                        .param("task", id)
                        .query(Integer.class)
                        .list())
                .containsExactly(2);
    }

    @Test
    void a_kind_without_a_handler_fails_for_good() {
        var upload = new ImportFile("a.gpx", "0".repeat(64), 1, null, Duration.ZERO, null, null);
        var task = Attempts.task(UUID.randomUUID(), UUID.randomUUID(), 1, "owner", "no.such.kind", upload);

        send(task);

        await().until(() -> ended(task));
        assertThat(recorder.reportsOf(task.taskId()).getLast()).isInstanceOfSatisfying(Report.Failed.class, failed -> {
            assertThat(failed.error().code()).isEqualTo("unknown-task-kind");
            assertThat(failed.retryable()).isFalse();
        });
    }

    @Test
    void an_unreadable_record_becomes_a_dead_letter_and_the_next_one_runs() {
        var broken = "{\"type\":\"task-dispatched.v9\"}".getBytes(StandardCharsets.UTF_8);
        kafka.send(new ProducerRecord<>(Topics.TASK_DISPATCHED, "key", broken)).join();
        var file = new ImportFile("a.gpx", "0".repeat(64), 1, null, Duration.ZERO, null, null);
        var task = Attempts.task(UUID.randomUUID(), UUID.randomUUID(), 1, "owner", ImportFile.STAGE, file);
        kafka.send(new ProducerRecord<>(Topics.TASK_DISPATCHED, "key", EventCodec.encode(task)))
                .join();

        await().until(() -> ended(task));
        assertThat(recorder.events)
                .anySatisfy(event -> assertThat(event)
                        .isInstanceOfSatisfying(
                                JobDeadLetter.class,
                                letter -> assertThat(letter.error().message()).contains("task-dispatched.v9")));
    }

    @Test
    void an_unreadable_cancellation_becomes_a_dead_letter() {
        var broken = "{\"type\":\"job-cancelled.v9\"}".getBytes(StandardCharsets.UTF_8);
        await().untilAsserted(() -> {
            // Sent repeatedly: a worker reads only cancellations sent after its own start, which may be just now.
            kafka.send(new ProducerRecord<>(Topics.JOB_CONTROL, "key", broken)).join();
            assertThat(recorder.events)
                    .anySatisfy(event -> assertThat(event)
                            .isInstanceOfSatisfying(
                                    JobDeadLetter.class,
                                    letter ->
                                            assertThat(letter.error().message()).contains("job-cancelled.v9")));
        });
    }

    private boolean ended(TaskDispatched task) {
        return recorder.reportsOf(task.taskId()).stream()
                .anyMatch(report -> !(report instanceof Report.Started || report instanceof Report.Progressed));
    }

    private void send(TaskDispatched task) {
        kafka.send(EventCodec.toRecord(task, null)).join();
    }
}

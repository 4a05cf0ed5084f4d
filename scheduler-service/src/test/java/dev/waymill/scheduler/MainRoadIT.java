package dev.waymill.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.events.AttemptLimits;
import dev.waymill.events.Event;
import dev.waymill.events.EventCodec;
import dev.waymill.events.JobCancelled;
import dev.waymill.events.JobChanged;
import dev.waymill.events.JobCreated;
import dev.waymill.events.JobDeadLetter;
import dev.waymill.events.JobState;
import dev.waymill.events.JobTerms;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskDispatched;
import dev.waymill.events.TaskReported;
import dev.waymill.events.TaskReported.FollowUp;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.events.TaskSpec;
import dev.waymill.events.Topics;
import dev.waymill.events.WorkerHeartbeat;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.KafkaTemplate;

/// The scheduler between gateway and worker, over a real broker; the test plays both.
@SchedulerTest
@Import(MainRoadIT.Recording.class)
class MainRoadIT {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @LocalServerPort
    int port;

    @Autowired
    KafkaTemplate<String, byte[]> kafka;

    @Autowired
    EventRecorder recorder;

    @Autowired
    Flyway flyway;

    @TestConfiguration
    static class Recording {
        @Bean
        EventRecorder recorder() {
            return new EventRecorder();
        }
    }

    /// Collects all events that the scheduler sends.
    static class EventRecorder {
        final List<Event> events = new CopyOnWriteArrayList<>();
        final List<UUID> traced = new CopyOnWriteArrayList<>();

        @KafkaListener(
                topics = {Topics.TASK_DISPATCHED, Topics.JOB_CHANGED, Topics.JOB_CONTROL, Topics.JOB_DEAD_LETTER},
                groupId = "recorder")
        void on(List<ConsumerRecord<String, byte[]>> records) throws Exception {
            for (var record : records) {
                var event = EventCodec.read(record);
                if (isOf(TRACE, EventCodec.traceparent(record))) {
                    traced.add(event.eventId());
                }
                events.add(event);
            }
        }

        <E> E await(Class<E> type, Predicate<E> wanted) {
            org.awaitility.Awaitility.await()
                    .until(() -> events.stream()
                            .filter(type::isInstance)
                            .map(type::cast)
                            .anyMatch(wanted));
            return events.stream()
                    .filter(type::isInstance)
                    .map(type::cast)
                    .filter(wanted)
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void a_job_created_twice_is_dispatched_once_and_succeeds() {
        var created = created();
        send(created);
        send(created);
        send(heartbeat());

        var dispatched =
                recorder.await(TaskDispatched.class, task -> task.jobId().equals(created.jobId()));
        assertThat(dispatched.attempt()).isEqualTo(1);
        assertThat(dispatched.owner()).isEqualTo("ada");
        assertThat(dispatched.startBy()).isEqualTo(dispatched.occurredAt().plus(Duration.ofMinutes(15)));
        send(report(dispatched, new Report.Started()));
        recorder.await(JobChanged.class, job -> is(job, created, JobState.RUNNING));
        send(report(dispatched, new Report.Done(null, List.of())));

        var succeeded = recorder.await(JobChanged.class, job -> is(job, created, JobState.SUCCEEDED));
        assertThat(succeeded.finishedAt()).isNotNull();
        assertThat(recorder.traced).contains(dispatched.eventId(), succeeded.eventId());
        assertThat(recorder.events.stream()
                        .filter(e -> e instanceof TaskDispatched t && t.jobId().equals(created.jobId())))
                .hasSize(1);
    }

    @Test
    void each_dispatched_attempt_carries_its_jobs_limits() {
        var limits = new AttemptLimits(Duration.ofMinutes(90), Duration.ofSeconds(7));
        var spec = new TaskSpec("test", RawJson.EMPTY_OBJECT);
        var terms = new JobTerms(null, false, null, null, limits);
        var created = new JobCreated(
                UUID.randomUUID(), Instant.EPOCH, UUID.randomUUID(), "ada", "test", 5, 3, spec, null, terms);
        send(created);
        send(heartbeat());

        assertThat(recorder.await(TaskDispatched.class, task -> task.jobId().equals(created.jobId()))
                        .limits())
                .isEqualTo(limits);
    }

    @Test
    void an_unreadable_record_becomes_a_dead_letter_and_consumption_continues() {
        var broken = "{\"type\":\"job-created.v77\"}".getBytes(StandardCharsets.UTF_8);
        kafka.send(new ProducerRecord<>(Topics.JOB_CREATED, "key", broken)).join();
        kafka.send(new ProducerRecord<>(Topics.TASK_REPORTED, "key", broken)).join();
        var created = created();
        send(created);

        for (var topic : List.of(Topics.JOB_CREATED, Topics.TASK_REPORTED)) {
            var letter = recorder.await(
                    JobDeadLetter.class,
                    one -> one.source() != null
                            && one.source().topic().equals(topic)
                            && one.error().message().contains("job-created.v77"));
            assertThat(letter.reason()).isEqualTo("unreadable-record");
        }
        recorder.await(JobChanged.class, job -> is(job, created, JobState.QUEUED));
    }

    @Test
    void a_job_that_cannot_be_stored_becomes_a_dead_letter_alone() {
        var poison = new JobCreated(
                UUID.randomUUID(),
                Instant.EPOCH,
                UUID.randomUUID(),
                "ada",
                "test\0",
                5,
                3,
                new TaskSpec("test", RawJson.EMPTY_OBJECT),
                null);
        var good = created();

        send(poison);
        send(good);

        recorder.await(JobDeadLetter.class, one -> one.error().message().contains("cannot be stored"));
        recorder.await(JobChanged.class, job -> is(job, good, JobState.QUEUED));
    }

    @Test
    void an_unstorable_report_becomes_a_dead_letter_and_fails_its_job() {
        var created = created();
        send(created);
        send(heartbeat());
        var dispatched =
                recorder.await(TaskDispatched.class, task -> task.jobId().equals(created.jobId()));
        var poison = new FollowUp(new TaskSpec("test\0", RawJson.EMPTY_OBJECT), Duration.ZERO, false);

        send(report(dispatched, new Report.Started()));
        send(report(dispatched, new Report.Done(null, List.of(poison))));

        var failed = recorder.await(JobChanged.class, job -> is(job, created, JobState.FAILED));
        assertThat(failed.error()).extracting("code").isEqualTo("unstorable-report");
        recorder.await(
                JobDeadLetter.class,
                one -> one.source() != null
                        && one.source().topic().equals(Topics.TASK_REPORTED)
                        && one.error().message().contains("cannot be stored"));
    }

    @Test
    void a_cancellation_is_published_to_workers_and_gateway() throws Exception {
        var created = created();
        send(created);
        recorder.await(JobChanged.class, job -> is(job, created, JobState.QUEUED));

        var cancel = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/internal/jobs/" + created.jobId() + "/cancel"))
                .POST(HttpRequest.BodyPublishers.noBody());
        var answer = HttpClient.newHttpClient().send(cancel.build(), HttpResponse.BodyHandlers.discarding());

        assertThat(answer.statusCode()).isEqualTo(200);
        recorder.await(JobCancelled.class, one -> one.jobId().equals(created.jobId()));
        recorder.await(JobChanged.class, job -> is(job, created, JobState.CANCELLED));
    }

    @Test
    void a_silent_workers_task_is_dispatched_again() {
        var created = created();
        send(created);
        send(heartbeat());
        var first = recorder.await(TaskDispatched.class, task -> task.jobId().equals(created.jobId()));
        send(report(first, new Report.Started()));
        recorder.await(JobChanged.class, job -> is(job, created, JobState.RUNNING));

        await().until(() -> {
            // Another worker stays alive; the one that took the task sends nothing any more.
            send(heartbeat());
            return recorder.events.stream()
                    .anyMatch(e ->
                            e instanceof TaskDispatched t && t.jobId().equals(created.jobId()) && t.attempt() == 2);
        });
    }

    @Test
    void every_migration_has_run() {
        assertThat(flyway.info().applied()).isNotEmpty();
        assertThat(flyway.info().pending()).isEmpty();
    }

    private static boolean is(JobChanged changed, JobCreated job, JobState state) {
        return changed.jobId().equals(job.jobId()) && changed.state() == state;
    }

    private void send(Event event) {
        kafka.send(EventCodec.toRecord(event, TRACE)).join();
    }

    private static JobCreated created() {
        var spec = new TaskSpec("test", new RawJson("{}"));
        return new JobCreated(UUID.randomUUID(), Instant.EPOCH, UUID.randomUUID(), "ada", "test", 5, 3, spec, null);
    }

    private static WorkerHeartbeat heartbeat() {
        return new WorkerHeartbeat(UUID.randomUUID(), Instant.EPOCH, "living", 10);
    }

    private static TaskReported report(TaskDispatched task, Report report) {
        return new TaskReported(
                UUID.randomUUID(), Instant.EPOCH, task.jobId(), task.taskId(), task.attempt(), "silent", report);
    }

    /// Whether the context belongs to the same trace; the dispatch is a span of its own.
    private static boolean isOf(String trace, @Nullable String traceparent) {
        return traceparent != null && traceparent.startsWith(trace.substring(0, "00-".length() + 32));
    }
}

package dev.waymill.worker.attempt;

import dev.waymill.events.AttemptLimits;
import dev.waymill.events.EventCodec;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskDispatched;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.worker.handler.Attempt;
import dev.waymill.worker.handler.Outcome;
import dev.waymill.worker.handler.TaskHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.core.KafkaTemplate;

/// Tasks whose handler does what the test wants, over a real broker; the test plays the scheduler.
final class Acts {
    /// The kind of tasks that have no limits of their own.
    static final String KIND = "test.act";

    private final Map<UUID, Act> acts = new ConcurrentHashMap<>();
    private final KafkaTemplate<String, byte[]> kafka;
    private final AttemptRunnerIT.EventRecorder recorder;

    private Acts(KafkaTemplate<String, byte[]> kafka, AttemptRunnerIT.EventRecorder recorder) {
        this.kafka = kafka;
        this.recorder = recorder;
    }

    interface Act {
        Outcome handle(Attempt attempt) throws Exception;
    }

    @TestConfiguration
    static class Beans {
        @Bean
        Acts acts(KafkaTemplate<String, byte[]> kafka, AttemptRunnerIT.EventRecorder recorder) {
            return new Acts(kafka, recorder);
        }

        @Bean
        TaskHandler acting(org.springframework.beans.factory.ObjectProvider<Acts> acts) {
            return new TaskHandler() {
                @Override
                public String kind() {
                    return KIND;
                }

                @Override
                public Outcome handle(Attempt attempt) throws Exception {
                    return Objects.requireNonNull(acts.getObject().acts.get(attempt.jobId()))
                            .handle(attempt);
                }
            };
        }
    }

    static TaskDispatched task(String kind) {
        return task(UUID.randomUUID(), UUID.randomUUID(), 1, kind, null, null);
    }

    static TaskDispatched task(AttemptLimits limits) {
        return task(UUID.randomUUID(), UUID.randomUUID(), 1, KIND, null, limits);
    }

    static TaskDispatched task(Instant dispatchedAt, Instant startBy) {
        return new TaskDispatched(
                UUID.randomUUID(),
                dispatchedAt,
                UUID.randomUUID(),
                UUID.randomUUID(),
                1,
                "ada",
                KIND,
                RawJson.EMPTY_OBJECT,
                null,
                null,
                startBy,
                null,
                null);
    }

    static TaskDispatched task(
            UUID job, UUID id, int attempt, String kind, @Nullable Instant startBy, @Nullable AttemptLimits limits) {
        return new TaskDispatched(
                UUID.randomUUID(),
                Instant.EPOCH,
                job,
                id,
                attempt,
                "ada",
                kind,
                RawJson.EMPTY_OBJECT,
                null,
                null,
                startBy,
                null,
                limits);
    }

    /// Sends a task, so that the worker runs the act.
    TaskDispatched begin(Act act) {
        return begin(task(KIND), act);
    }

    TaskDispatched begin(TaskDispatched task, Act act) {
        acts.put(task.jobId(), act);
        send(task);
        return task;
    }

    void send(TaskDispatched task) {
        kafka.send(EventCodec.toRecord(task, null)).join();
    }

    /// Waits for the report of the attempt's end.
    Report end(TaskDispatched task) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> hasEnded(task));
        return ends(task).findFirst().orElseThrow();
    }

    boolean hasEnded(TaskDispatched task) {
        return ends(task).findAny().isPresent();
    }

    boolean hasBegun(TaskDispatched task) {
        return recorder.reports(task).anyMatch(Report.Started.class::isInstance);
    }

    private Stream<Report> ends(TaskDispatched task) {
        return recorder.reports(task)
                .filter(report -> !(report instanceof Report.Started || report instanceof Report.Progressed));
    }
}

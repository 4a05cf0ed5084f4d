package dev.waymill.worker.report;

import dev.waymill.events.Event;
import dev.waymill.events.EventCodec;
import dev.waymill.events.TaskDispatched;
import dev.waymill.events.TaskReported;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/// Sends what an attempt says of itself. Thread-safe.
@Component
public class Reporter {
    private static final Logger log = LoggerFactory.getLogger(Reporter.class);

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final KafkaTemplate<String, byte[]> kafka;
    private final WorkerId worker;
    private final Clock clock;

    Reporter(KafkaTemplate<String, byte[]> kafka, WorkerId worker, Clock clock) {
        this.kafka = kafka;
        this.worker = worker;
        this.clock = clock;
    }

    /// Sends a report that may get lost: the next one, or the lease's end, makes up for it.
    public void mention(TaskDispatched task, TaskReported.Report report, @Nullable String traceparent) {
        var unused = kafka.send(EventCodec.toRecord(event(worker.toString(), task, report), traceparent));
    }

    /// Sends a report and returns at once. The broker gets it as long as this process lives; if not at the first
    /// try, then perhaps after a later report. So the start and the end of a short task travel together.
    public void announce(TaskDispatched task, TaskReported.Report report, @Nullable String traceparent)
            throws InterruptedException {
        var event = event(worker.toString(), task, report);
        try {
            var unused = kafka.send(EventCodec.toRecord(event, traceparent)).exceptionally(_ -> {
                Thread.startVirtualThread(() -> insist(event, traceparent));
                return null;
            });
        } catch (org.springframework.kafka.KafkaException e) {
            deliver(event, traceparent);
        }
    }

    private void insist(Event event, @Nullable String traceparent) {
        try {
            deliver(event, traceparent);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Sends a report and returns when the broker has it, however long that takes.
    public void deliver(TaskDispatched task, TaskReported.Report report, @Nullable String traceparent)
            throws InterruptedException {
        deliverFor(worker.toString(), task, report, traceparent);
    }

    /// The same, in the name of that worker.
    public void deliverFor(
            String workerId, TaskDispatched task, TaskReported.Report report, @Nullable String traceparent)
            throws InterruptedException {
        deliver(event(workerId, task, report), traceparent);
    }

    /// Sends an event and returns when the broker has it, however long that takes.
    public void deliver(Event event, @Nullable String traceparent) throws InterruptedException {
        while (true) {
            try {
                var unused = kafka.send(EventCodec.toRecord(event, traceparent)).get();
                return;
            } catch (ExecutionException | org.springframework.kafka.KafkaException e) {
                log.warn("topic={} key={} not sent, trying again in a second: {}", event.topic(), event.key(), why(e));
                Thread.sleep(RETRY);
            }
        }
    }

    private TaskReported event(String workerId, TaskDispatched task, TaskReported.Report report) {
        return new TaskReported(
                UUID.randomUUID(), clock.instant(), task.jobId(), task.taskId(), task.attempt(), workerId, report);
    }

    private static String why(Exception e) {
        var cause = e.getCause() == null ? e : e.getCause();
        return cause instanceof RetriableException ? "the broker does not answer" : String.valueOf(cause.getMessage());
    }
}

package dev.waymill.scheduler.report;

import dev.waymill.events.Event;
import dev.waymill.events.TaskReported;
import dev.waymill.events.Topics;
import dev.waymill.events.WorkerHeartbeat;
import dev.waymill.runtime.loop.Loop;
import dev.waymill.scheduler.intake.Intake;
import dev.waymill.scheduler.intake.Intake.Received;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/// Hears the workers: heartbeats first, so that a batch that waited long does not make them look silent.
@Component
class ReportListener {
    private final Intake intake;
    private final Attempts attempts;
    private final WorkerStore workers;
    private final Loop dispatch;
    private final Loop changes;

    ReportListener(Intake intake, Attempts attempts, WorkerStore workers, Loop dispatchLoop, Loop changeLoop) {
        this.intake = intake;
        this.attempts = attempts;
        this.workers = workers;
        this.dispatch = dispatchLoop;
        this.changes = changeLoop;
    }

    @KafkaListener(topics = Topics.TASK_REPORTED)
    void on(List<ConsumerRecord<String, byte[]>> batch) {
        intake.take(batch, Event.class, this::hear);
        dispatch.wake();
        changes.wake();
    }

    private void hear(List<Received<Event>> said) {
        workers.heard(ofType(said, WorkerHeartbeat.class));
        var reports = ofType(said, TaskReported.class);
        if (reports.isEmpty()) {
            return;
        }
        try {
            attempts.apply(reports);
        } catch (DataIntegrityViolationException e) {
            if (said.size() == 1) {
                // Found as the one that cannot be stored; it goes to the dead letters, and its task must not wait.
                attempts.unstorable(reports.getFirst());
            }
            throw e;
        }
    }

    private static <E> List<E> ofType(List<Received<Event>> said, Class<E> type) {
        return said.stream()
                .map(Received::event)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}

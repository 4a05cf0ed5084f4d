package dev.waymill.scheduler.report;

import dev.waymill.events.Event;
import dev.waymill.events.SchedulerEcho;
import dev.waymill.events.TaskReported;
import dev.waymill.events.Topics;
import dev.waymill.events.WorkerHeartbeat;
import dev.waymill.runtime.loop.Loop;
import dev.waymill.scheduler.echo.Echo;
import dev.waymill.scheduler.inbox.BatchProcessor;
import dev.waymill.scheduler.inbox.BatchProcessor.Received;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/// Processes records from workers: heartbeats first, so that a delayed batch does not make its workers look
/// silent. Echoes come last, since they confirm that everything before them is applied.
@Component
class ReportListener {
    private final BatchProcessor inbox;
    private final ReportApplier attempts;
    private final WorkerStore workers;
    private final Echo echo;
    private final Loop dispatch;
    private final Loop changes;

    ReportListener(
            BatchProcessor inbox,
            ReportApplier attempts,
            WorkerStore workers,
            Echo echo,
            Loop dispatchLoop,
            Loop changeLoop) {
        this.inbox = inbox;
        this.attempts = attempts;
        this.workers = workers;
        this.echo = echo;
        this.dispatch = dispatchLoop;
        this.changes = changeLoop;
    }

    @KafkaListener(topics = Topics.TASK_REPORTED)
    void on(List<ConsumerRecord<String, byte[]>> batch) {
        inbox.take(batch, Event.class, this::receive);
        dispatch.wake();
        changes.wake();
    }

    private void receive(List<Received<Event>> received) {
        workers.recordHeartbeats(of(received, WorkerHeartbeat.class, WorkerStore.ReceivedHeartbeat::new));
        apply(of(received, TaskReported.class, (report, _) -> report));
        echo.recordEchoes(of(received, SchedulerEcho.class, Echo.ReceivedEcho::new));
    }

    private void apply(List<TaskReported> reports) {
        if (reports.isEmpty()) {
            return;
        }
        try {
            attempts.apply(reports);
        } catch (DataIntegrityViolationException e) {
            if (reports.size() == 1) {
                // This is the report that cannot be stored. It goes to the dead letters, but its task must not wait
                // for it.
                attempts.unstorable(reports.getFirst());
            }
            throw e;
        }
    }

    private static <E extends Event, H> List<H> of(
            List<Received<Event>> received, Class<E> type, BiFunction<E, Integer, H> constructor) {
        return received.stream()
                .filter(one -> type.isInstance(one.event()))
                .map(one -> constructor.apply(type.cast(one.event()), one.partition()))
                .toList();
    }
}

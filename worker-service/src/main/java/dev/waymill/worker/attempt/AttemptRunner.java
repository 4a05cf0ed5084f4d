package dev.waymill.worker.attempt;

import dev.waymill.events.EventCodec;
import dev.waymill.events.TaskDispatched;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.events.Topics;
import dev.waymill.events.UnreadableEventException;
import dev.waymill.runtime.tracing.Spans;
import dev.waymill.worker.consume.RecordHandler;
import dev.waymill.worker.handler.Attempt;
import dev.waymill.worker.handler.Handlers;
import dev.waymill.worker.handler.UnexpectedFailure;
import dev.waymill.worker.report.DispatchedTask;
import dev.waymill.worker.report.Reporter;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Runs one attempt from its record to its report. Whatever fails in between, an attempt that has reported its
/// start reports an end. Thread-safe; called on the pool's threads.
@Component
class AttemptRunner implements RecordHandler {
    private static final Logger log = LoggerFactory.getLogger(AttemptRunner.class);

    private final AttemptClaims claims;
    private final Handlers handlers;
    private final ExecutionStore executions;
    private final Reporter reporter;
    private final Spans spans;
    private final Clock clock;
    private final Map<Key, Attempt> running = new ConcurrentHashMap<>();
    private final AttemptGate gate = new AttemptGate();

    AttemptRunner(
            AttemptClaims claims,
            Handlers handlers,
            ExecutionStore executions,
            Reporter reporter,
            Spans spans,
            Clock clock) {
        this.claims = claims;
        this.handlers = handlers;
        this.executions = executions;
        this.reporter = reporter;
        this.spans = spans;
        this.clock = clock;
    }

    private record Key(UUID task, int attempt) {
        static Key of(DispatchedTask task) {
            return new Key(task.event().taskId(), task.event().attempt());
        }
    }

    @Override
    public String topic() {
        return Topics.TASK_DISPATCHED;
    }

    @Override
    public void handle(ConsumerRecord<String, byte[]> record) throws InterruptedException, UnreadableEventException {
        if (EventCodec.read(record) instanceof TaskDispatched task) {
            run(new DispatchedTask(task, EventCodec.traceparent(record)));
        }
    }

    /// Handles a record that failed outside of its handler. This never happens to a task whose attempt has
    /// started; one that has not started is dispatched again when its lease expires.
    @Override
    public void deadLetter(ConsumerRecord<String, byte[]> record, Throwable why) throws InterruptedException {
        var unreadable = why instanceof UnreadableEventException known
                ? known
                : new UnreadableEventException(
                        "The worker failed to process the record: "
                                + why.getClass().getName(),
                        why);
        reporter.sendReliably(
                EventCodec.unreadable(record, unreadable, clock.instant()), EventCodec.traceparent(record));
    }

    private void run(DispatchedTask task) throws InterruptedException {
        var attempt = new Attempt(task.event(), step -> reporter.sendProgress(task, step));
        if (running.putIfAbsent(Key.of(task), attempt) != null) {
            log.info("{} was delivered again while it runs here", task);
            return;
        }
        try (var trace = AttemptTrace.open(spans, task);
                var _ = trace.span().makeCurrent();
                var _ = gate.enter(task.event().alone(), attempt::isCancelled)) {
            run(task, attempt, trace);
        } finally {
            running.remove(Key.of(task), attempt);
        }
    }

    private void run(DispatchedTask task, Attempt attempt, AttemptTrace trace) throws InterruptedException {
        Report end;
        try {
            if (!claims.take(task, attempt)) {
                return;
            }
            reporter.sendStartAsync(task);
            end = handlers.run(task, attempt);
        } catch (RuntimeException | Error e) {
            // If the claim is refused because of its content, no other worker can have claimed it either.
            reporter.sendStartAsync(task);
            end = UnexpectedFailure.report(task, e);
        }
        var reported = reporter.sendEnd(task, end, () -> !attempt.isCancelled());
        trace.end(reported);
        record(task, reported);
    }

    /// Records the end for people; losing it does no harm, since the report decides.
    private void record(DispatchedTask task, Report end) {
        try {
            switch (end) {
                case Report.Done _ -> executions.finish(task.event(), "succeeded", null, null);
                case Report.Failed failed ->
                    executions.finish(
                            task.event(),
                            "failed",
                            failed.error().code(),
                            failed.error().message());
                case Report.Snoozed _ -> executions.finish(task.event(), "snoozed", null, null);
                case Report.Started _, Report.Progressed _ ->
                    throw new IllegalArgumentException("Not an outcome: " + end);
            }
        } catch (RuntimeException | Error e) {
            log.warn("{} its outcome was reported, but not recorded here: {}", task, UnexpectedFailure.text(e));
        }
    }

    /// Stops all running attempts of that job.
    void cancel(UUID jobId) {
        running.values().stream()
                .filter(attempt -> attempt.jobId().equals(jobId))
                .forEach(Attempt::cancel);
    }
}

package dev.waymill.worker.handler;

import dev.waymill.events.EventCodec;
import dev.waymill.events.TaskDispatched;
import dev.waymill.events.TaskError;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.events.Topics;
import dev.waymill.events.UnreadableEventException;
import dev.waymill.worker.consume.RecordHandler;
import dev.waymill.worker.report.Reporter;
import dev.waymill.worker.report.WorkerId;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/// Runs one attempt from its record to its report. Thread-safe; called on the pool's threads.
@Component
class AttemptRunner implements RecordHandler {
    private static final Logger log = LoggerFactory.getLogger(AttemptRunner.class);
    private static final Duration DATABASE_AWAY = Duration.ofSeconds(2);
    private static final int MAX_STACK = 8_000;

    private final Map<String, TaskHandler> handlers;
    private final ExecutionStore executions;
    private final Reporter reporter;
    private final WorkerId worker;
    private final Clock clock;
    private final Map<UUID, Attempt> running = new ConcurrentHashMap<>();

    AttemptRunner(
            List<TaskHandler> handlers, ExecutionStore executions, Reporter reporter, WorkerId worker, Clock clock) {
        this.handlers = handlers.stream().collect(Collectors.toMap(TaskHandler::kind, Function.identity()));
        this.executions = executions;
        this.reporter = reporter;
        this.worker = worker;
        this.clock = clock;
    }

    @Override
    public String topic() {
        return Topics.TASK_DISPATCHED;
    }

    @Override
    public void handle(ConsumerRecord<String, byte[]> record) throws InterruptedException, UnreadableEventException {
        if (EventCodec.read(record) instanceof TaskDispatched task) {
            run(task, EventCodec.traceparent(record));
        }
    }

    /// A record that cannot be read, or that made us stumble outside of its handler. A task among the latter is
    /// not lost: its lease runs out, and the scheduler decides on another attempt.
    @Override
    public void giveUp(ConsumerRecord<String, byte[]> record, Throwable why) throws InterruptedException {
        var unreadable = why instanceof UnreadableEventException known
                ? known
                : new UnreadableEventException("The worker failed at the record: " + why, why);
        reporter.deliver(EventCodec.unreadable(record, unreadable, clock.instant()), EventCodec.traceparent(record));
    }

    private void run(TaskDispatched task, @Nullable String traceparent) throws InterruptedException {
        if (!claim(task)) {
            tellWhoHasIt(task, traceparent);
            return;
        }
        reporter.announce(task, new Report.Started(), traceparent);
        var outcome = decide(task, traceparent);
        finish(task, outcome);
        reporter.deliver(task, reportOf(outcome), traceparent);
    }

    /// Without the claim nothing may run, so a database that is away is waited for: the offset stays
    /// uncommitted.
    private boolean claim(TaskDispatched task) throws InterruptedException {
        return insist(task, () -> executions.claim(task, worker.toString()));
    }

    private Optional<String> holder(TaskDispatched task) throws InterruptedException {
        return insist(task, () -> executions.holder(task));
    }

    private static <T> T insist(TaskDispatched task, Supplier<T> question) throws InterruptedException {
        while (true) {
            try {
                return question.get();
            } catch (DataAccessException | TransactionException e) {
                log.warn("task={} waits for the database: {}", task.taskId(), e.getMessage());
                Thread.sleep(DATABASE_AWAY);
            }
        }
    }

    /// The other worker may have died between its claim and its first report. Said in its name, the start puts the
    /// attempt under its heartbeat: the scheduler takes it back when that is silent, and else has heard it before.
    private void tellWhoHasIt(TaskDispatched task, @Nullable String traceparent) throws InterruptedException {
        var holder = holder(task);
        log.info(
                "task={} attempt={} was taken before, by {}; it is not run again here",
                task.taskId(),
                task.attempt(),
                holder.orElse("a later attempt's worker"));
        if (holder.isPresent() && !holder.get().equals(worker.toString())) {
            reporter.deliverFor(holder.get(), task, new Report.Started(), traceparent);
        }
    }

    private Outcome decide(TaskDispatched task, @Nullable String traceparent) {
        var handler = handlers.get(task.kind());
        if (handler == null) {
            return new Outcome.Fail("unknown-task-kind", "No handler for tasks of kind " + task.kind(), false);
        }
        var attempt = new Attempt(task, step -> reporter.mention(task, new Report.Progressed(step), traceparent));
        running.put(task.taskId(), attempt);
        try {
            return handler.handle(attempt);
        } catch (Attempt.CancelledException e) {
            return new Outcome.Fail("cancelled", String.valueOf(e.getMessage()), false);
        } catch (InterruptedException e) {
            log.info("task={} attempt={} is handed back, the worker is stopping", task.taskId(), task.attempt());
            return new Outcome.Snooze(Duration.ZERO);
        } catch (Exception | OutOfMemoryError | StackOverflowError e) {
            return unexpected(task, e);
        } finally {
            running.remove(task.taskId());
        }
    }

    /// A database that is away is nobody's fault: no attempt is counted for it.
    private static Outcome unexpected(TaskDispatched task, Throwable e) {
        if (DatabaseAway.isCauseOf(e)) {
            log.warn(
                    "task={} attempt={} snoozes for {}, the database is away: {}",
                    task.taskId(),
                    task.attempt(),
                    DATABASE_AWAY,
                    e.getMessage());
            return new Outcome.Snooze(DATABASE_AWAY);
        }
        log.error(
                "task={} attempt={} failed unexpectedly; the scheduler decides on another attempt",
                task.taskId(),
                task.attempt(),
                e);
        return new Outcome.Fail("internal-error", stackOf(e), true);
    }

    /// For people who look at the attempt later; losing it does no harm, since the report decides.
    private void finish(TaskDispatched task, Outcome outcome) {
        try {
            switch (outcome) {
                case Outcome.Done _, Outcome.Then _ -> executions.finish(task, "succeeded", null, null);
                case Outcome.Fail fail -> executions.finish(task, "failed", fail.code(), fail.message());
                case Outcome.Snooze _ -> executions.finish(task, "snoozed", null, null);
            }
        } catch (DataAccessException | TransactionException e) {
            log.warn(
                    "task={} attempt={} its end is not recorded here, only reported: {}",
                    task.taskId(),
                    task.attempt(),
                    e.getMessage());
        }
    }

    private static Report reportOf(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done done -> new Report.Done(done.result(), List.of());
            case Outcome.Then then -> new Report.Done(then.result(), then.next(), then.fanIn());
            case Outcome.Fail fail
            when fail.code().equals("internal-error") ->
                new Report.Failed(new TaskError(fail.code(), "The handler failed unexpectedly", fail.message()), true);
            case Outcome.Fail fail ->
                new Report.Failed(
                        new TaskError(fail.code(), fail.message(), null), fail.retryable(), fail.retryAfter());
            case Outcome.Snooze snooze -> new Report.Snoozed(snooze.delay());
        };
    }

    /// Tells every running attempt of that job to stop at its next step.
    void cancel(UUID jobId) {
        running.values().stream()
                .filter(attempt -> attempt.jobId().equals(jobId))
                .forEach(Attempt::cancel);
    }

    private static String stackOf(Throwable e) {
        var text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString().substring(0, Math.min(MAX_STACK, text.toString().length()));
    }
}

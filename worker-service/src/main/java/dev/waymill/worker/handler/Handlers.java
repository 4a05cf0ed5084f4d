package dev.waymill.worker.handler;

import dev.waymill.events.AttemptLimits;
import dev.waymill.events.TaskDispatched;
import dev.waymill.events.TaskError;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.worker.handler.HandlerRun.End;
import dev.waymill.worker.report.DispatchedTask;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Finds the handler of a task, applies its limits, and converts its end into a report. Thread-safe.
@Component
public class Handlers {
    private static final Logger log = LoggerFactory.getLogger(Handlers.class);

    private final Map<String, TaskHandler> handlers;
    private final HandlerThreads threads;
    private final AttemptProperties properties;
    private final AttemptMeters meters;

    Handlers(List<TaskHandler> all, HandlerThreads threads, AttemptProperties properties, AttemptMeters meters) {
        this.handlers = all.stream().collect(Collectors.toMap(TaskHandler::kind, Function.identity()));
        this.threads = threads;
        this.properties = properties;
        this.meters = meters;
        handlers.keySet().forEach(meters::add);
        log.info("Task kinds without a time limit or a progress deadline: {}", unlimited());
    }

    /// Task kinds with neither a time limit nor a progress deadline.
    public List<String> unlimited() {
        return handlers.values().stream()
                .filter(handler -> limits(handler).equals(AttemptLimits.NONE))
                .map(TaskHandler::kind)
                .sorted()
                .toList();
    }

    /// Runs the handler and converts anything it throws into an end.
    public Report run(DispatchedTask task, Attempt attempt) {
        var handler = handlers.get(task.event().kind());
        if (handler == null) {
            return failed(
                    "unknown-task-kind",
                    "No handler for tasks of kind " + task.event().kind(),
                    false);
        }
        return meters.measure(handler.kind(), () -> run(handler, task, attempt));
    }

    private Report run(TaskHandler handler, DispatchedTask task, Attempt attempt) {
        var limits = limits(handler, task.event());
        var end = threads.run(handler, attempt, limits);
        var stop = attempt.stopped();
        if (stop != null) {
            meters.stopped(stop);
            log.info("{} was stopped: {}", task, stop.code());
        }
        return stop == null || isDone(end) ? reportOf(task, end) : stopped(stop, limits);
    }

    /// A completed result counts, even if the attempt had been asked to stop.
    private static boolean isDone(@Nullable End end) {
        return end != null
                && switch (end.outcome()) {
                    case Outcome.Done _, Outcome.Then _, Outcome.Refuse _ -> true;
                    case Outcome.Fail _, Outcome.Snooze _ -> false;
                    case null -> false;
                };
    }

    private static Report stopped(StopReason stop, AttemptLimits limits) {
        return switch (stop) {
            case CANCELLED -> failed(stop.code(), "The job was cancelled", false);
            case TIME_LIMIT -> failed(stop.code(), "The attempt took longer than " + limits.timeLimit(), true);
            case NO_PROGRESS ->
                failed(stop.code(), "The attempt made no progress for " + limits.progressDeadline(), true);
            case SHUTDOWN -> new Report.Snoozed(Duration.ZERO);
        };
    }

    private static Report reportOf(DispatchedTask task, @Nullable End end) {
        if (end == null) {
            return UnexpectedFailure.report(
                    task, new IllegalStateException("It was abandoned without a reason to stop"));
        }
        if (end.thrown() != null) {
            return UnexpectedFailure.report(task, end.thrown());
        }
        return switch (end.outcome()) {
            case null -> UnexpectedFailure.report(task, new IllegalStateException("The handler returned no outcome"));
            case Outcome.Done done -> new Report.Done(done.result(), List.of());
            case Outcome.Then then -> new Report.Done(then.result(), then.next(), then.fanIn());
            case Outcome.Fail fail ->
                new Report.Failed(
                        new TaskError(fail.code(), fail.message(), null), fail.retryable(), fail.retryAfter());
            case Outcome.Refuse refuse ->
                new Report.Failed(new TaskError(refuse.code(), refuse.message(), null), false, null, refuse.result());
            case Outcome.Snooze snooze -> new Report.Snoozed(snooze.delay());
        };
    }

    private static Report failed(String code, String message, boolean retryable) {
        return new Report.Failed(new TaskError(code, message, null), retryable);
    }

    private AttemptLimits limits(TaskHandler handler) {
        return properties.limits().getOrDefault(handler.kind(), handler.limits());
    }

    private AttemptLimits limits(TaskHandler handler, TaskDispatched task) {
        var kind = limits(handler);
        return task.limits() == null ? kind : shorter(kind, task.limits());
    }

    /// The shorter of each limit: a job may set shorter limits than its kind.
    public static AttemptLimits shorter(AttemptLimits kind, AttemptLimits job) {
        return new AttemptLimits(
                shorter(kind.timeLimit(), job.timeLimit()), shorter(kind.progressDeadline(), job.progressDeadline()));
    }

    private static @Nullable Duration shorter(@Nullable Duration one, @Nullable Duration other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.compareTo(other) <= 0 ? one : other;
    }
}

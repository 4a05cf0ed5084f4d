package dev.waymill.worker.attempt;

import dev.waymill.events.TaskReported.Report;
import dev.waymill.runtime.tracing.Spans;
import dev.waymill.runtime.tracing.Traceparent;
import dev.waymill.worker.report.DispatchedTask;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.MDC;
import org.slf4j.MDC.MDCCloseable;

/// The trace of one attempt, and the context of its log lines, on the thread that opened it. There is a span
/// only if the task's trace is sampled; the log has the trace id in any case, by a listener of Spring Boot.
///
/// Reports keep the trace context of the dispatch: what processes them would have no parent if this worker died before
/// it has exported the span.
final class AttemptTrace implements AutoCloseable {
    private final Span span;
    private final Deque<MDCCloseable> logged = new ArrayDeque<>();

    private AttemptTrace(Span span, DispatchedTask task) {
        this.span = span;
        logged.push(MDC.putCloseable("job", task.event().jobId().toString()));
        logged.push(MDC.putCloseable("task", task.event().taskId().toString()));
        logged.push(MDC.putCloseable("attempt", Integer.toString(task.event().attempt())));
    }

    static AttemptTrace open(Spans spans, DispatchedTask task) {
        return Traceparent.sampled(task.traceparent())
                .map(parent -> sampled(spans, task, parent))
                .orElseGet(() -> new AttemptTrace(Span.wrap(Traceparent.parse(task.traceparent())), task));
    }

    private static AttemptTrace sampled(Spans spans, DispatchedTask task, SpanContext parent) {
        var event = task.event();
        var span = spans.child("attempt " + event.kind(), SpanKind.CONSUMER, parent)
                .setAttribute("waymill.job.id", event.jobId().toString())
                .setAttribute("waymill.task.id", event.taskId().toString())
                .setAttribute("waymill.attempt", event.attempt())
                .startSpan();
        return new AttemptTrace(span, task);
    }

    /// The span, to be made current by the thread that runs the attempt.
    Span span() {
        return span;
    }

    void end(Report end) {
        switch (end) {
            case Report.Done _ -> span.setAttribute("waymill.outcome", "succeeded");
            case Report.Failed failed ->
                span.setAttribute("waymill.outcome", "failed")
                        .setStatus(StatusCode.ERROR, failed.error().code());
            case Report.Snoozed _ -> span.setAttribute("waymill.outcome", "snoozed");
            case Report.Started _, Report.Progressed _ -> throw new IllegalArgumentException("Not an outcome: " + end);
        }
    }

    @Override
    public void close() {
        span.end();
        logged.forEach(MDCCloseable::close);
    }
}

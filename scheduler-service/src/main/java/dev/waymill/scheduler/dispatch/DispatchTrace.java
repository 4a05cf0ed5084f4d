package dev.waymill.scheduler.dispatch;

import dev.waymill.runtime.tracing.Spans;
import dev.waymill.runtime.tracing.Traceparent;
import dev.waymill.scheduler.dispatch.ClaimStore.Claimed;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Decides which trace a dispatched task belongs to. Thread-safe.
///
/// The first attempt of a task that is claimed soon after its creation continues the trace of the submission. What
/// waited longer, e.g. for its time or the end of a grace period, and what is retried, begins a trace of its own with a
/// link to the submission. The span lasts from the moment the task was ready until now.
@Component
class DispatchTrace {
    private final Spans spans;

    DispatchTrace(Spans spans) {
        this.spans = spans;
    }

    /// Returns the `traceparent` of the task's record; null if the job has none.
    @Nullable
    String of(Claimed task) {
        if (task.atOnce()) {
            return Traceparent.sampled(task.traceparent())
                    .map(parent -> Traceparent.of(ended(spans.child(name(task), SpanKind.PRODUCER, parent), task)
                            .getSpanContext()))
                    .orElse(task.traceparent());
        }
        var submission = Traceparent.parse(task.traceparent());
        var span = ended(spans.root(name(task), SpanKind.PRODUCER, submission), task)
                .getSpanContext();
        return span.isSampled() ? Traceparent.of(span) : Traceparent.unsampled(task.traceparent());
    }

    private static String name(Claimed task) {
        return "dispatch " + task.kind();
    }

    private static Span ended(SpanBuilder span, Claimed task) {
        var since = Objects.requireNonNullElse(task.readyAt(), task.claimedAt());
        var ended = span.setStartTimestamp(since.toInstant())
                .setAttribute("waymill.job.id", task.jobId().toString())
                .setAttribute("waymill.task.id", task.taskId().toString())
                .setAttribute("waymill.attempt", task.attempt())
                .startSpan();
        ended.end();
        return ended;
    }
}

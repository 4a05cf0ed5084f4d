package dev.waymill.gateway.trace;

import dev.waymill.runtime.tracing.Spans;
import io.opentelemetry.api.trace.SpanKind;
import org.springframework.stereotype.Component;

/// Begins traces of work that no request caused. Thread-safe.
@Component
public class Traces {
    private final Spans spans;

    Traces(Spans spans) {
        this.spans = spans;
    }

    /// @param what the work, e.g. `schedule`
    public Trace begin(String what) {
        var span = spans.root(what, SpanKind.INTERNAL, null).startSpan();
        span.end();
        return Trace.of(span.getSpanContext());
    }
}

package dev.waymill.runtime.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/// Makes the spans of work that no request carries. Thread-safe.
public final class Spans {
    private final Tracer tracer;

    public Spans(OpenTelemetry telemetry) {
        this.tracer = telemetry.getTracer("dev.waymill");
    }

    /// Begins a child of a sampled context.
    public SpanBuilder child(String name, SpanKind kind, SpanContext parent) {
        return tracer.spanBuilder(name)
                .setSpanKind(kind)
                .setParent(Context.root().with(Span.wrap(parent)));
    }

    /// Begins a trace of its own, which may be sampled or not.
    ///
    /// @param cause what it is linked to; null for nothing
    public SpanBuilder root(String name, SpanKind kind, @Nullable SpanContext cause) {
        var span = tracer.spanBuilder(name).setSpanKind(kind).setNoParent();
        return cause == null || !cause.isValid() ? span : span.addLink(cause);
    }
}

package dev.waymill.gateway.trace;

import dev.waymill.runtime.tracing.Traceparent;
import io.opentelemetry.api.trace.SpanContext;
import jakarta.servlet.ServletRequest;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/// The W3C trace context of a request.
///
/// @param traceId 32 lower-case hex digits, not all zero
/// @param traceparent the whole header value, for events
public record Trace(String traceId, String traceparent) {
    /// The response header that tells callers the trace id.
    public static final String HEADER = "X-Trace-Id";

    private static final String ATTRIBUTE = Trace.class.getName();

    static Trace of(SpanContext context) {
        return context.isValid() ? new Trace(context.getTraceId(), Traceparent.of(context)) : unsampled();
    }

    /// Returns the trace of the request. A request without a span has one that is not sampled.
    public static Trace of(ServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Trace trace) {
            return trace;
        }
        var trace = unsampled();
        trace.attachTo(request);
        return trace;
    }

    void attachTo(ServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    private static Trace unsampled() {
        var traceId = hex() + hex();
        return new Trace(traceId, "00-" + traceId + "-" + hex() + "-00");
    }

    private static String hex() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE));
    }
}

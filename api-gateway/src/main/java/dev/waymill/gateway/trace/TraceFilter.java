package dev.waymill.gateway.trace;

import dev.waymill.runtime.tracing.Traceparent;
import io.opentelemetry.api.trace.Span;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/// Attaches the trace to each request, and returns its id to the caller. Runs right after the filter that begins the
/// request's span. The caller's own trace, which [CallerTraceFilter] hides from that filter, becomes a link.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
final class TraceFilter extends OncePerRequestFilter {
    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var span = Span.current();
        var caller = CallerTraceFilter.callerOf(request);
        if (caller != null && span.isRecording()) {
            var context = Traceparent.parse(caller);
            if (context.isValid()) {
                span.addLink(context);
            }
        }
        var trace = Trace.of(span.getSpanContext());
        trace.attachTo(request);
        response.setHeader(Trace.HEADER, trace.traceId());
        chain.doFilter(request, response);
    }
}

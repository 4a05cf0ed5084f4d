package dev.waymill.gateway.trace;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/// Sets the trace of each request before all other filters, and returns the trace id to the caller. While the
/// request runs, the log has the id, and calls to other services continue the trace.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class TraceFilter extends OncePerRequestFilter {
    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var trace = Trace.start(request.getHeader("traceparent"));
        trace.attachTo(request);
        response.setHeader(Trace.HEADER, trace.traceId());
        try (var _ = MDC.putCloseable("traceId", trace.traceId());
                var _ = MDC.putCloseable("traceparent", trace.traceparent())) {
            chain.doFilter(request, response);
        }
    }
}

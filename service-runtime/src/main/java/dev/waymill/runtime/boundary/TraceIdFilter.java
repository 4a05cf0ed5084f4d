package dev.waymill.runtime.boundary;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.web.filter.OncePerRequestFilter;

/// Adds the caller's trace id, if it sends one, to log lines of the request. Thread-safe.
final class TraceIdFilter extends OncePerRequestFilter {
    private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}");
    private static final int LENGTH = 55;

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try (var _ = MDC.putCloseable("traceId", traceId(request.getHeader("traceparent")))) {
            chain.doFilter(request, response);
        }
    }

    /// Returns the trace id; empty if the header is missing or malformed.
    static String traceId(@Nullable String traceparent) {
        if (traceparent == null || traceparent.length() != LENGTH) {
            return "";
        }
        var match = TRACEPARENT.matcher(traceparent);
        return match.matches() ? match.group(1) : "";
    }
}

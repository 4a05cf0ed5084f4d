package dev.waymill.gateway.trace;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/// Hides the trace headers of callers, who otherwise would decide which traces are sampled and under which id. Runs
/// before the filter that begins the request's span. `waymill.trace.trust` lets them through, for a gateway behind a
/// proxy that sets them.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class CallerTraceFilter extends OncePerRequestFilter {
    private static final String TRACEPARENT = "traceparent";
    private static final Set<String> HIDDEN = Set.of(TRACEPARENT, "tracestate");
    private static final String ATTRIBUTE = CallerTraceFilter.class.getName();

    private final boolean trusts;

    CallerTraceFilter(TraceProperties properties) {
        this.trusts = properties.trust();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var caller = request.getHeader(TRACEPARENT);
        if (caller == null || trusts) {
            chain.doFilter(request, response);
            return;
        }
        request.setAttribute(ATTRIBUTE, caller);
        chain.doFilter(new WithoutTrace(request), response);
    }

    /// Returns the hidden `traceparent`; null if there is none.
    static @Nullable String callerOf(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof String caller ? caller : null;
    }

    private static final class WithoutTrace extends HttpServletRequestWrapper {
        WithoutTrace(HttpServletRequest request) {
            super(request);
        }

        private static boolean isHidden(String name) {
            return HIDDEN.contains(name.toLowerCase(Locale.ROOT));
        }

        @Override
        public @Nullable String getHeader(String name) {
            return isHidden(name) ? null : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return isHidden(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
        }

        @Override
        public Enumeration<String> getHeaderNames() {
            return Collections.enumeration(Collections.list(super.getHeaderNames()).stream()
                    .filter(name -> !isHidden(name))
                    .toList());
        }
    }
}

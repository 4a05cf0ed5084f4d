package dev.waymill.runtime.boundary;

import dev.waymill.runtime.problem.PlainProblem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.Set;
import org.springframework.web.filter.OncePerRequestFilter;

/// The access filter of a port, before all handlers. Thread-safe.
final class BoundaryFilter extends OncePerRequestFilter {
    private static final Set<String> READS = Set.of("GET", "HEAD");
    private static final Principal SERVICE = () -> "service";
    private static final PlainProblem REFUSAL = PlainProblem.of(
                    401,
                    "Calls to this port must carry the services' shared secret in the header " + Boundary.HEADER + ".")
            .withCode("unauthenticated");

    private final Boundary boundary;

    BoundaryFilter(Boundary boundary) {
        this.boundary = boundary;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (boundary.admits(request)) {
            Boundary.markPassed(request);
            chain.doFilter(new FromService(request), response);
        } else if (READS.contains(request.getMethod()) && OpenPaths.HEALTH.contains(request.getRequestURI())) {
            Boundary.markPassed(request);
            chain.doFilter(request, response);
        } else {
            response.setHeader("WWW-Authenticate", "Bearer realm=\"waymill\"");
            REFUSAL.write(response);
        }
    }

    /// A request with a principal, because health shows details only to authenticated callers.
    private static final class FromService extends HttpServletRequestWrapper {
        FromService(HttpServletRequest request) {
            super(request);
        }

        @Override
        public Principal getUserPrincipal() {
            return SERVICE;
        }
    }
}

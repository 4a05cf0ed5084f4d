package dev.waymill.gateway.upload.tus;

import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/// Refuses other versions of tus. Runs after the security filter, so that a missing key is reported first.
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
final class TusVersionFilter extends OncePerRequestFilter {
    static final String VERSIONS_HEADER = "Tus-Version";

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !TusFilter.isForUploads(request)
                || HttpMethod.OPTIONS.matches(request.getMethod())
                || TusFilter.VERSION.equals(request.getHeader(TusFilter.VERSION_HEADER));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setHeader(VERSIONS_HEADER, TusFilter.VERSION);
        ProblemWriter.write(
                request,
                response,
                ProblemCode.UNSUPPORTED_TUS_VERSION,
                "Send " + TusFilter.VERSION_HEADER + ": " + TusFilter.VERSION);
    }
}

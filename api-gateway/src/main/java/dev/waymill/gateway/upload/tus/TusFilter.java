package dev.waymill.gateway.upload.tus;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/// Implements what tus requires for every request. Sets the version header on every response, including errors,
/// and applies the method override for clients behind proxies that do not support PATCH or DELETE. Runs after
/// the trace filter and before the security filter, which checks the method.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
final class TusFilter extends OncePerRequestFilter {
    static final String VERSION = "1.0.0";
    static final String VERSION_HEADER = "Tus-Resumable";
    private static final String METHOD_HEADER = "X-HTTP-Method-Override";
    private static final Set<String> METHODS = Set.of("HEAD", "PATCH", "DELETE");

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !isForUploads(request);
    }

    static boolean isForUploads(HttpServletRequest request) {
        var path = request.getServletPath();
        return path.equals(UploadsController.PATH) || path.startsWith(UploadsController.PATH + "/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setHeader(VERSION_HEADER, VERSION);
        chain.doFilter(meant(request), response);
    }

    private static HttpServletRequest meant(HttpServletRequest request) {
        var method = request.getHeader(METHOD_HEADER);
        if (method == null || !METHODS.contains(method) || !HttpMethod.POST.matches(request.getMethod())) {
            return request;
        }
        return new HttpServletRequestWrapper(request) {
            @Override
            public String getMethod() {
                return method;
            }
        };
    }
}

package dev.waymill.runtime.problem;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import org.springframework.boot.web.servlet.FilterRegistrationBean;

/// Writes error responses on a web server without our error page. Thread-safe.
public final class ErrorDispatchFilter implements Filter {
    private final ErrorAnswer answer;

    private ErrorDispatchFilter(ErrorAnswer answer) {
        this.answer = answer;
    }

    public static FilterRegistrationBean<ErrorDispatchFilter> registration(ErrorAnswer answer) {
        var registration = new FilterRegistrationBean<>(new ErrorDispatchFilter(answer));
        registration.setDispatcherTypes(EnumSet.of(DispatcherType.ERROR));
        return registration;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) throws IOException {
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer given ? given : 500;
        answer.write((HttpServletRequest) request, (HttpServletResponse) response, status);
    }
}

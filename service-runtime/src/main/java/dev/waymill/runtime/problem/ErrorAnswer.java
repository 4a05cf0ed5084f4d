package dev.waymill.runtime.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/// The answer to a request that failed outside of any controller. Thread-safe.
@FunctionalInterface
public interface ErrorAnswer {
    /// @param status 400…599
    void write(HttpServletRequest request, HttpServletResponse response, int status) throws IOException;
}

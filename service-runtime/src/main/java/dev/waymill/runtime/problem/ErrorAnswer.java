package dev.waymill.runtime.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/// Writes the response to a request that failed outside a controller. Thread-safe.
@FunctionalInterface
public interface ErrorAnswer {
    /// Writes the response.
    ///
    /// @param status 400…599
    void write(HttpServletRequest request, HttpServletResponse response, int status) throws IOException;
}

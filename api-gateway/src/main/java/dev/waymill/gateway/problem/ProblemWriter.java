package dev.waymill.gateway.problem;

import dev.waymill.gateway.trace.Trace;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/// Writes a problem where Spring MVC cannot: in filters and in Tomcat's valve.
public final class ProblemWriter {
    private static final JsonMapper JSON = JsonMapper.shared();

    private ProblemWriter() {}

    /// Writes the problem, unless the response has already begun.
    public static void write(HttpServletRequest request, HttpServletResponse response, ProblemCode code, String detail)
            throws IOException {
        write(request, response, code, code.status(), detail);
    }

    /// Writes the problem with its headers, unless the response has already begun.
    public static void write(HttpServletRequest request, HttpServletResponse response, ProblemException refusal)
            throws IOException {
        refusal.headers().forEach(response::setHeader);
        write(request, response, refusal.code(), refusal.detail());
    }

    static void write(
            HttpServletRequest request, HttpServletResponse response, ProblemCode code, int status, String detail)
            throws IOException {
        if (response.isCommitted()) {
            return;
        }
        var trace = Trace.of(request);
        var problem = Problem.of(code, status, detail, List.of()).at(request.getRequestURI(), trace.traceId());
        var body = JSON.writeValueAsBytes(problem);
        response.setStatus(status);
        response.setHeader(Trace.HEADER, trace.traceId());
        response.setContentType(Problem.MEDIA_TYPE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}

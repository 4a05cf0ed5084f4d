package dev.waymill.runtime.problem;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/// Turns Tomcat's own refusals (invalid paths, malformed headers) into problems instead of HTML. Thread-safe.
final class ProblemErrorValve extends ErrorReportValve {
    private final ErrorAnswer answer;

    ProblemErrorValve(ErrorAnswer answer) {
        this.answer = answer;
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            answer.write(request, response, response.getStatus());
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            container.getLogger().debug("The client disconnected before the error response", e);
        }
    }
}

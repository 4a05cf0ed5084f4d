package dev.waymill.gateway.problem;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/// Tomcat's own refusals (a path it does not like, broken headers) as problems instead of HTML. Public with a public
/// constructor because Tomcat makes it by its name.
public final class ProblemErrorValve extends ErrorReportValve {
    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        var code = ProblemCode.ofStatus(response.getStatus());
        try {
            ProblemWriter.write(request, response, code, response.getStatus(), code.title() + ".");
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            container.getLogger().debug("The caller left before it could be told of its error", e);
        }
    }
}

package dev.waymill.gateway.problem;

import dev.waymill.gateway.trace.Trace;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Turns errors outside of Spring MVC, in a filter or after `sendError`, into problems. Broken connections end
/// here too; they are not logged, since the client is gone.
@Hidden
@RestController
final class ProblemErrorController implements ErrorController {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemErrorController.class);

    @RequestMapping("${spring.web.error.path:/error}")
    void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer given ? given : 404;
        if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable error
                && !(error instanceof IOException)) {
            LOG.error(
                    response.isCommitted()
                            ? "A response was aborted midway, traceId={}"
                            : "A filter failed, returning 500, traceId={}",
                    Trace.of(request).traceId(),
                    error);
        }
        var code = ProblemCode.ofStatus(status);
        ProblemWriter.write(request, response, code, status, code.title() + ".");
    }
}

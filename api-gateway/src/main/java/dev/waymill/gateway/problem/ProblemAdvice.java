package dev.waymill.gateway.problem;

import dev.waymill.gateway.trace.Trace;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/// Turns every exception of a controller into a problem.
@RestControllerAdvice
final class ProblemAdvice extends ResponseEntityExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    ResponseEntity<Object> refused(ProblemException refused, HttpServletRequest request, HttpServletResponse response) {
        var type = response.getContentType();
        if (type != null && type.startsWith(MediaType.TEXT_EVENT_STREAM_VALUE)) {
            // Events were already sent, so a problem can no longer be sent.
            throw refused;
        }
        return refused(refused, request);
    }

    private static ResponseEntity<Object> refused(ProblemException refused, HttpServletRequest request) {
        var headers = new HttpHeaders();
        refused.headers().forEach(headers::set);
        return answer(refused.toProblem(request.getRequestURI(), traceId(request)), headers);
    }

    @ExceptionHandler({DataAccessResourceFailureException.class, CannotCreateTransactionException.class})
    ResponseEntity<Object> databaseAway(Exception away, HttpServletRequest request, HttpServletResponse response)
            throws Exception {
        if (response.isCommitted()) {
            throw away;
        }
        LOG.warn("The database is unavailable, returning 503, traceId={}: {}", traceId(request), away.toString());
        var problem = ProblemException.retryAfter(
                Duration.ofSeconds(2), ProblemCode.DATABASE_UNAVAILABLE, "Try again in a moment.");
        return refused(problem, request);
    }

    /// Handles a query or a form that is not UTF-8 or has an invalid %-sequence.
    @ExceptionHandler
    ResponseEntity<Object> undecodable(InvalidParameterException broken, HttpServletRequest request) {
        return refused(
                new ProblemException(ProblemCode.INVALID_PARAMETER, "A parameter cannot be decoded as UTF-8."),
                request);
    }

    /// Handles all other exceptions. If the client has disconnected, there is no response. If the response has
    /// begun, it cannot become a problem any more: rethrowing aborts it, so that the client sees that it is
    /// incomplete.
    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> unexpected(Exception bug, HttpServletRequest request, HttpServletResponse response)
            throws Exception {
        var refusal = ProblemException.in(bug);
        if (refusal.isPresent() && !response.isCommitted()) {
            return refused(refusal.get(), request);
        }
        if (isConnectionBroken(bug)) {
            return databaseAway(bug, request, response);
        }
        if (isClientDisconnect(bug)) {
            LOG.debug("The client closed the connection, traceId={}", traceId(request), bug);
            return null;
        }
        if (response.isCommitted()) {
            throw bug;
        }
        return unexpected(bug, request);
    }

    private ResponseEntity<Object> unexpected(Exception bug, HttpServletRequest request) {
        LOG.error("{} {} failed, traceId={}", request.getMethod(), request.getRequestURI(), traceId(request), bug);
        var detail = "The request failed because of an internal error. Find it in the logs by the trace id.";
        var problem = Problem.of(ProblemCode.INTERNAL_ERROR, 500, detail, List.of());
        return answer(problem.at(request.getRequestURI(), traceId(request)), new HttpHeaders());
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException mismatch, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        var problem = mismatch.getRequiredType() == UUID.class
                ? new ProblemException(ProblemCode.INVALID_ID, "The id in the path is not a UUID.")
                : wrongParameter(mismatch);
        return refused(problem, ((ServletWebRequest) request).getRequest());
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException broken, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return refused(JsonBodyErrors.of(broken), ((ServletWebRequest) request).getRequest());
    }

    /// All of Spring's own error responses pass through this method.
    @Override
    protected ResponseEntity<Object> handleExceptionInternal(
            Exception cause, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest webRequest) {
        var request = ((ServletWebRequest) webRequest).getRequest();
        if (status.is5xxServerError()) {
            return unexpected(cause, request);
        }
        var code = ProblemCode.ofStatus(status.value());
        var problem = Problem.of(code, status.value(), code.title() + ".", List.of());
        return answer(problem.at(request.getRequestURI(), traceId(request)), headers);
    }

    private static ProblemException wrongParameter(TypeMismatchException mismatch) {
        var name = mismatch instanceof MethodArgumentTypeMismatchException argument
                ? argument.getName()
                : mismatch.getPropertyName();
        return ProblemException.at(
                "?" + name, ProblemCode.INVALID_PARAMETER, "The parameter \"" + name + "\" has an invalid format.");
    }

    /// Whether the client disconnected. Checks the causes too: for streamed responses of another service, the
    /// client's exception is wrapped.
    private static boolean isClientDisconnect(Throwable error) {
        var name = error.getClass().getSimpleName();
        return name.equals("ClientAbortException")
                || name.equals("AsyncRequestNotUsableException")
                || error.getCause() != null && isClientDisconnect(error.getCause());
    }

    /// Whether the connection to the database broke. When it does, the rollback fails too, and its exception takes
    /// the place of the first one.
    private static boolean isConnectionBroken(Throwable error) {
        return switch (error) {
            case SQLException sql -> isConnectionState(sql.getSQLState());
            case TransactionSystemException rollback
            when rollback.getApplicationException() != null -> isConnectionBroken(rollback.getApplicationException());
            default -> error.getCause() != null && isConnectionBroken(error.getCause());
        };
    }

    /// Class 08 is a connection exception; class 57P is a server that stops or ends the session. The connection
    /// pool gives no state: it refuses the use of a connection that it has closed.
    private static boolean isConnectionState(@Nullable String state) {
        return state == null || state.startsWith("08") || state.startsWith("57P");
    }

    private static ResponseEntity<Object> answer(Problem problem, HttpHeaders headers) {
        return ResponseEntity.status(problem.status())
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    private static String traceId(HttpServletRequest request) {
        return Trace.of(request).traceId();
    }
}

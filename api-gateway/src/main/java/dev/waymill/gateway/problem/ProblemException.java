package dev.waymill.gateway.problem;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Ends a request with a problem. It is an expected response, so it has no stack trace.
public final class ProblemException extends RuntimeException {
    private final ProblemCode code;
    private final String detail;
    private final transient List<Problem.FieldError> errors;
    private final transient Map<String, String> headers;

    private ProblemException(
            ProblemCode code, String detail, List<Problem.FieldError> errors, Map<String, String> headers) {
        super(code.code() + ": " + detail, null, false, false);
        this.code = code;
        this.detail = detail;
        this.errors = List.copyOf(errors);
        this.headers = Map.copyOf(headers);
    }

    public ProblemException(ProblemCode code, String detail) {
        this(code, detail, List.of(), Map.of());
    }

    /// A problem with one invalid part of the request.
    ///
    /// @param pointer JSON pointer into the body (`/name`), `?name` for a query parameter, or a header's name
    public static ProblemException at(String pointer, ProblemCode code, String detail) {
        return new ProblemException(
                code, detail, List.of(new Problem.FieldError(pointer, code.code(), detail)), Map.of());
    }

    /// A problem with several invalid parts of the request.
    public static ProblemException of(ProblemCode code, String detail, List<Problem.FieldError> errors) {
        return new ProblemException(code, detail, errors, Map.of());
    }

    /// A problem that may be temporary; clients may retry after the wait.
    public static ProblemException retryAfter(Duration wait, ProblemCode code, String detail) {
        var seconds = Long.toString(Math.max(1, wait.toSeconds()));
        return new ProblemException(code, detail, List.of(), Map.of("Retry-After", seconds));
    }

    /// Returns the problem among the causes of the failure, if there is one. Body parsers wrap it, some more
    /// than once.
    public static Optional<ProblemException> in(@Nullable Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(20)
                .filter(ProblemException.class::isInstance)
                .map(ProblemException.class::cast)
                .findFirst();
    }

    String detail() {
        return detail;
    }

    public ProblemCode code() {
        return code;
    }

    /// @param instance the path of the request; null if the problem is not about a whole request
    public Problem toProblem(@Nullable String instance, String traceId) {
        return Problem.of(code, code.status(), detail, errors).at(instance, traceId);
    }

    Map<String, String> headers() {
        return headers;
    }
}

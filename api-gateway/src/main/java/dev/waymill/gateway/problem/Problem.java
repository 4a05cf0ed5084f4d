package dev.waymill.gateway.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The body of every error response, as defined by RFC 9457.
///
/// @param type `/problems/` and the code: a stable URL with a description
/// @param title what the code means
/// @param status the HTTP status
/// @param detail what happened in this case
/// @param instance the path of the request, without its query
/// @param code stable, kebab-case, for programs
/// @param traceId 32 hex digits; identifies the request in the logs
/// @param errors the invalid parts of the request; may be empty
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        @Nullable String instance,
        String code,
        @Nullable String traceId,
        List<FieldError> errors) {
    static final String MEDIA_TYPE = "application/problem+json";

    /// An invalid part of the request.
    ///
    /// @param pointer JSON pointer into the body, `?name` for a query parameter, or a header's name
    /// @param code stable, kebab-case
    /// @param detail for people
    public record FieldError(String pointer, String code, String detail) {}

    /// @param status may differ from the code's own status, since general codes are used for several statuses
    static Problem of(ProblemCode code, int status, String detail, List<FieldError> errors) {
        return new Problem("/problems/" + code.code(), code.title(), status, detail, null, code.code(), null, errors);
    }

    Problem at(@Nullable String path, String trace) {
        return new Problem(type, title, status, detail, path, code, trace, errors);
    }
}

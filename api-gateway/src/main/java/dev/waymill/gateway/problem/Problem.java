package dev.waymill.gateway.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The body of every answer that is not a success, as RFC 9457 has it.
///
/// @param type `/problems/` and the code: a stable address, with words for people behind it
/// @param title what the code means
/// @param status the HTTP status
/// @param detail what happened this time
/// @param instance the path of the request, without its query
/// @param code stable, kebab-case, for programs
/// @param traceId 32 hex digits; find the request in the logs by it
/// @param errors the places in the request to blame, if any
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

    /// One place in the request.
    ///
    /// @param pointer JSON pointer into the body, `?name` for a query parameter, or a header's name
    /// @param code stable, kebab-case
    /// @param detail for people
    public record FieldError(String pointer, String code, String detail) {}

    /// @param status given apart from the code, since a general code stands for several statuses
    static Problem of(ProblemCode code, int status, String detail, List<FieldError> errors) {
        return new Problem("/problems/" + code.code(), code.title(), status, detail, null, code.code(), null, errors);
    }

    Problem at(@Nullable String path, String trace) {
        return new Problem(type, title, status, detail, path, code, trace, errors);
    }
}

package dev.waymill.gateway.deadletter;

import dev.waymill.events.rest.DeadLetterFilter;
import dev.waymill.gateway.problem.Bounds;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import io.swagger.v3.oas.annotations.Parameter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Selects dead letters. Null parameters do not filter.
///
/// @param from inclusive lower bound of the time of failure
/// @param to exclusive upper bound of the time of failure
record DeadLetterParameters(
        @Parameter(description = "The job's type") @Nullable String type,

        @Parameter(description = "The error's class, e.g. `truncated-file`") @Nullable
        String errorClass,

        @Parameter(description = "`dead`, `retried` or `dismissed`") @Nullable
        String state,

        @Parameter(description = "Died at or after this time, ISO-8601") @Nullable
        Instant from,

        @Parameter(description = "Died before this time, ISO-8601") @Nullable
        Instant to,

        @Parameter(description = "The value of `next` from the previous page") @Nullable
        String cursor,

        @Parameter(description = "1 to 200; default 50") @Nullable
        Integer limit) {
    private static final int LONGEST = 200;

    DeadLetterFilter checkedFilter() {
        Bounds.text(type, LONGEST, "?type", ProblemCode.INVALID_PARAMETER);
        Bounds.text(errorClass, LONGEST, "?errorClass", ProblemCode.INVALID_PARAMETER);
        Bounds.text(state, LONGEST, "?state", ProblemCode.INVALID_PARAMETER);
        Bounds.moment(from, "?from", ProblemCode.INVALID_PARAMETER);
        Bounds.moment(to, "?to", ProblemCode.INVALID_PARAMETER);
        return new DeadLetterFilter(type, errorClass, state, from, to);
    }

    @Nullable
    String checkedCursor() {
        Bounds.text(cursor, LONGEST, "?cursor", ProblemCode.INVALID_CURSOR);
        return cursor;
    }

    @Nullable
    Integer checkedLimit() {
        if (limit != null && (limit < 1 || limit > 200)) {
            throw ProblemException.at("?limit", ProblemCode.OUT_OF_RANGE, "From 1 to 200.");
        }
        return limit;
    }
}

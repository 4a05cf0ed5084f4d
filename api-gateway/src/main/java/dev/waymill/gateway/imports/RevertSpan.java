package dev.waymill.gateway.imports;

import dev.waymill.gateway.problem.Bounds;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import io.swagger.v3.oas.annotations.Parameter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The part of a live stream to revert, as raw text.
record RevertSpan(
        @Parameter(description = "Live streams only: points at or after this time, ISO-8601 with zone") @Nullable
        String from,

        @Parameter(description = "Live streams only: points before this time, ISO-8601 with zone") @Nullable
        String to) {
    @Nullable
    Instant start() {
        return Bounds.time("from", from);
    }

    @Nullable
    Instant end() {
        return Bounds.time("to", to);
    }

    /// A file is reverted as a whole, so that it can be imported again.
    void refuseForFile() {
        if (from != null || to != null) {
            throw ProblemException.at(
                    from != null ? "?from" : "?to",
                    ProblemCode.INVALID_PARAMETER,
                    "Only a live stream can be reverted in part. Remove the points of a span with /removals.");
        }
    }
}

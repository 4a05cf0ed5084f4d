package dev.waymill.gateway.limit;

import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// A limit as requested by an admin. Null fields do not limit anything.
@Schema(name = "LimitRequest")
record LimitRequest(
        @Schema(description = "Maximum number of dispatched and running tasks, 0 or more") @Nullable
        Integer atOnce,

        @Schema(description = "Maximum number of tasks dispatched per period") @Nullable
        Rate rate,

        @Schema(description = "Dispatch none") @Nullable Boolean paused) {
    private static final int MOST = 1_000_000;
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(31);

    /// @param tasks 1 or more
    /// @param per 1 ms to 31 days, ISO-8601
    record Rate(@Nullable Integer tasks, @Nullable Duration per) {
        JsonNode checked() {
            require(tasks != null && tasks > 0 && tasks <= MOST, "/rate/tasks", "1 to 1,000,000.");
            require(
                    per != null && per.compareTo(SHORTEST) >= 0 && per.compareTo(LONGEST) <= 0,
                    "/rate/per",
                    "An ISO-8601 duration, from PT0.001S to P31D.");
            return JsonNodeFactory.instance.objectNode().put("tasks", tasks).put("per", String.valueOf(per));
        }
    }

    /// @throws ProblemException when a field is invalid, with a pointer to it
    JsonNode checked() {
        require(atOnce == null || atOnce >= 0 && atOnce <= MOST, "/atOnce", "0 to 1,000,000.");
        var body =
                JsonNodeFactory.instance.objectNode().put("atOnce", atOnce).put("paused", Boolean.TRUE.equals(paused));
        if (rate != null) {
            body.set("rate", rate.checked());
        }
        return body;
    }

    private static void require(boolean holds, String pointer, String detail) {
        if (!holds) {
            throw ProblemException.at(pointer, ProblemCode.INVALID_FIELD, detail);
        }
    }
}

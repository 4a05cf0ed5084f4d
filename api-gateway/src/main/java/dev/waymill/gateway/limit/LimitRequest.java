package dev.waymill.gateway.limit;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.waymill.events.rest.DispatchLimit;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A limit as requested by an admin. Null fields do not limit anything. The other fields of a limit in a
/// response are ignored, so that what was read can be sent back.
@Schema(name = "LimitRequest")
@JsonIgnoreProperties({"scope", "name", "waiting"})
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
        DispatchLimit.Rate checked() {
            if (tasks == null || tasks < 1 || tasks > MOST) {
                throw refusal("/rate/tasks", "1 to 1,000,000.");
            }
            if (per == null || per.compareTo(SHORTEST) < 0 || per.compareTo(LONGEST) > 0) {
                throw refusal("/rate/per", "An ISO-8601 duration, from PT0.001S to P31D.");
            }
            return new DispatchLimit.Rate(tasks, per);
        }
    }

    /// @throws ProblemException when it makes no sense, with the place
    DispatchLimit.Change checked() {
        if (atOnce != null && (atOnce < 0 || atOnce > MOST)) {
            throw refusal("/atOnce", "0 to 1,000,000.");
        }
        return new DispatchLimit.Change(atOnce, rate == null ? null : rate.checked(), Boolean.TRUE.equals(paused));
    }

    private static ProblemException refusal(String pointer, String detail) {
        return ProblemException.at(pointer, ProblemCode.INVALID_FIELD, detail);
    }
}

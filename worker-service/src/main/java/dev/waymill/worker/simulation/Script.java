package dev.waymill.worker.simulation;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.waymill.events.RawJson;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// The payload of a simulation.
///
/// @param steps in this order; none succeeds at once
/// @param result what the job shows in the end, or null
record Script(List<Step> steps, @Nullable RawJson result) {
    private static final long LONGEST_SLEEP = Duration.ofHours(1).toMillis();

    Script {
        steps = List.copyOf(Objects.requireNonNullElse(steps, List.of()));
    }

    /// @throws tools.jackson.core.JacksonException when the payload is something else
    static Script of(RawJson payload) {
        return JsonMapper.shared().readValue(payload.text(), Script.class);
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "action")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Step.Sleep.class, name = "sleep"),
        @JsonSubTypes.Type(value = Step.Fail.class, name = "fail"),
        @JsonSubTypes.Type(value = Step.Halt.class, name = "halt"),
    })
    sealed interface Step {
        /// @param millis up to an hour
        record Sleep(long millis) implements Step {
            public Sleep {
                if (!(millis >= 0 && millis <= LONGEST_SLEEP)) {
                    throw new IllegalArgumentException("A sleep may take at most an hour");
                }
            }
        }

        /// The worker's process ends at once, as by `kill -9`; where that is not allowed, the task fails.
        record Halt() implements Step {}

        /// @param times how many first attempts fail; null for all
        /// @param permanent true when another attempt cannot help
        record Fail(
                @Nullable Integer times,
                @Nullable String message,
                @Nullable Boolean permanent) implements Step {
            String why() {
                return Objects.requireNonNullElse(message, "The simulation failed as configured");
            }

            boolean retryable() {
                return !Boolean.TRUE.equals(permanent);
            }
        }
    }
}

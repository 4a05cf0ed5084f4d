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
/// @param steps run in this order; an empty list succeeds at once
/// @param result the job's result, or null
record Script(List<Step> steps, @Nullable RawJson result) {
    private static final long LONGEST_SLEEP = Duration.ofHours(1).toMillis();

    Script {
        steps = List.copyOf(Objects.requireNonNullElse(steps, List.of()));
    }

    /// @throws tools.jackson.core.JacksonException if the payload is not a script
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

        /// Ends the worker's process at once, like `kill -9`; the task fails if that is not allowed.
        record Halt() implements Step {}

        /// @param times how many of the first attempts fail; null for all
        /// @param permanent true if another attempt cannot help
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

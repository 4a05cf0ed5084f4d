package dev.waymill.gateway.schedule;

import dev.waymill.gateway.submit.JobRequest;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A recurring job.
///
/// @param job what is submitted each time
/// @param nextAt when it fires next, unless it is paused
/// @param lastAt when it has fired last; null for never
record Schedule(
        UUID id,
        String owner,
        String name,
        JobRequest job,
        Recurrence rhythm,
        MisfirePolicy missed,
        boolean paused,
        Instant nextAt,
        @Nullable Instant lastAt,
        @Nullable UUID lastJobId,
        Instant createdAt,
        Instant updatedAt) {
    /// What to do about missed firings.
    enum MisfirePolicy {
        /// One firing for all of them.
        RUN_ONCE,
        /// None.
        SKIP;

        String wireName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static MisfirePolicy ofWireName(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    /// Whether both ask for the same.
    boolean isSameAs(Schedule other) {
        return job.equals(other.job) && sameRhythm(other.rhythm) && missed == other.missed;
    }

    private boolean sameRhythm(Recurrence other) {
        return rhythm instanceof Recurrence.Every(var step, var unused)
                ? other instanceof Recurrence.Every(var otherStep, var otherUnused) && step.equals(otherStep)
                : rhythm.equals(other);
    }
}

package dev.waymill.events;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// What a job is doing, as everybody outside the scheduler sees it.
public enum JobState {
    /// The gateway has it; the scheduler has not said anything of it yet.
    ACCEPTED,
    /// It waits until somebody releases it.
    HELD,
    /// A task of it waits for its turn.
    QUEUED,
    /// A worker has begun a task of it.
    RUNNING,
    /// Staged; it can be cancelled for free until the grace period ends.
    GRACE,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    /// Nothing more happens by itself.
    public boolean isFinal() {
        return switch (this) {
            case SUCCEEDED, FAILED, CANCELLED -> true;
            case ACCEPTED, HELD, QUEUED, RUNNING, GRACE -> false;
        };
    }

    /// The name on the wire and in the API, e.g. `queued`.
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The state of that wire name.
    public static JobState ofWireName(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}

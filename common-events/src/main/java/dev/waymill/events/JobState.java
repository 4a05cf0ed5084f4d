package dev.waymill.events;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// The state of a job as seen outside the scheduler.
public enum JobState {
    /// The gateway has accepted the job; the scheduler has not reported on it yet.
    ACCEPTED,
    /// The job waits until it is released.
    HELD,
    /// A task of the job waits for its turn.
    QUEUED,
    /// A worker has begun a task of the job.
    RUNNING,
    /// The points are staged; the import can be cancelled without effect until the grace period ends.
    GRACE,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    /// Whether the job has ended. Only a request, such as a retry, changes its state again.
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

    /// Returns the state with this wire name.
    public static JobState ofWireName(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}

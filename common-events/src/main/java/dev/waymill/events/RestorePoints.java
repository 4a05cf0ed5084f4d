package dev.waymill.events;

import java.util.UUID;

/// Payload of a job that puts removed points back into their owner's timeline.
///
/// @param removalId the removal's job
public record RestorePoints(UUID removalId) {
    /// Job type of an undone removal, and the kind of its only task.
    public static final String JOB_TYPE = "restore";
}

package dev.waymill.events;

import java.util.UUID;

/// Payload of a job that removes an import from its owner's timeline.
///
/// @param importId the import's job
public record RevertImport(UUID importId) {
    /// Job type of a revert, and the kind of its only task.
    public static final String JOB_TYPE = "revert";
}

package dev.waymill.events;

import java.util.UUID;

/// Payload of a job that takes an import out of its owner's timeline again.
///
/// @param importId the import's job
public record RevertImport(UUID importId) {
    /// Job type of a revert, and the kind of its one task.
    public static final String JOB_TYPE = "revert";
}

package dev.waymill.events;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Payload of a job that removes an import from its owner's timeline.
///
/// @param importId the import's job, or the live stream's
/// @param from points at or after this time; null for all. Only for a live stream, which goes on
/// @param to points before this time; null for all
public record RevertImport(
        UUID importId, @Nullable Instant from, @Nullable Instant to) {
    /// Job type of a revert, and the kind of its only task.
    public static final String JOB_TYPE = "revert";

    /// A revert of all points.
    public RevertImport(UUID importId) {
        this(importId, null, null);
    }
}

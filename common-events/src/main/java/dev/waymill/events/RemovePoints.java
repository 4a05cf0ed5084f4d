package dev.waymill.events;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Payload of a job that removes points from its owner's timeline: those that match all conditions. A condition
/// that is null does not restrict.
///
/// @param from points at or after this time
/// @param to points before this time
/// @param bbox west, south, east, north in degrees, WGS 84, edges included; west > east crosses the antimeridian
/// @param devices points of one of these devices; an empty name stands for points without a device
/// @param accuracyAbove points whose accuracy is known and worse than this, in metres
/// @param importId points of this import, by its job
/// @param exceptImportId points that this import does not have, by its job
public record RemovePoints(
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable List<Double> bbox,
        @Nullable List<String> devices,
        @Nullable Double accuracyAbove,
        @Nullable UUID importId,
        @Nullable UUID exceptImportId) {
    /// Job type of a removal, and the kind of its only task.
    public static final String JOB_TYPE = "remove";
}

package dev.waymill.events.rest;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A point of the timeline: an item of `GET /internal/points`.
///
/// @param time of the fix, to the millisecond
/// @param lat degrees, WGS 84, -90…90
/// @param lon degrees, WGS 84, -180…180
/// @param elevation metres above the ellipsoid or the geoid, as the device gave it; null when unknown, as
///     below
/// @param accuracy radius in metres
/// @param speed metres per second
/// @param course degrees, clockwise from north
/// @param battery charge in per cent
/// @param device what the source calls it
/// @param activity how the device thought its owner moved, e.g. `walking`
/// @param importId the import that added it
public record Point(
        Instant time,
        double lat,
        double lon,
        @Nullable Float elevation,
        @Nullable Float accuracy,
        @Nullable Float speed,
        @Nullable Float course,
        @Nullable Float battery,
        @Nullable String device,
        @Nullable String activity,
        UUID importId) {}

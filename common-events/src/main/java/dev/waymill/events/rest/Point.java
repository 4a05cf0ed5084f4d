package dev.waymill.events.rest;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A point of the timeline: an item of `GET /internal/points`.
///
/// @param time the time of the fix, with millisecond precision
/// @param lat degrees, WGS 84, -90…90
/// @param lon degrees, WGS 84, -180…180
/// @param elevation metres above the ellipsoid or the geoid, as reported by the device; null if unknown
/// @param accuracy radius in metres; null if unknown
/// @param speed metres per second; null if unknown
/// @param course degrees, clockwise from north; null if unknown
/// @param battery charge in per cent; null if unknown
/// @param device the device's name in the source; null if unknown
/// @param activity the kind of movement that the device detected, e.g. `walking`; null if unknown
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

package dev.waymill.formats.point;

import org.jspecify.annotations.Nullable;

/// A fix as a file or a phone tells it.
///
/// @param epochMillis time of the fix, truncated to the millisecond, from 1970-01-01T00:00:00Z
/// @param latitudeE7 1e-7 degree, WGS 84, -900000000…900000000
/// @param longitudeE7 1e-7 degree, WGS 84, -1800000000…1800000000
/// @param elevation metres, as the device gave it; NaN when unknown, as all numbers below
/// @param accuracy radius in metres
/// @param speed metres per second
/// @param course degrees, clockwise from north, 0…360
/// @param battery charge in per cent, 0…100
/// @param device what the source calls the device; null when it does not
/// @param activity how the device thought its owner moved, in lower case, e.g. `walking`; null when unknown
public record TimelinePoint(
        long epochMillis,
        int latitudeE7,
        int longitudeE7,
        float elevation,
        float accuracy,
        float speed,
        float course,
        float battery,
        @Nullable String device,
        @Nullable String activity) {
    /// A fix of which only time, place and motion are known.
    public TimelinePoint(
            long epochMillis,
            int latitudeE7,
            int longitudeE7,
            float elevation,
            float accuracy,
            float speed,
            float course) {
        this(epochMillis, latitudeE7, longitudeE7, elevation, accuracy, speed, course, Float.NaN, null, null);
    }
}

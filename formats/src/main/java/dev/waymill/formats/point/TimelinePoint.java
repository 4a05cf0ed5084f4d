package dev.waymill.formats.point;

import org.jspecify.annotations.Nullable;

/// A position fix as recorded in a file or sent by a phone.
///
/// @param epochMillis time of the fix, truncated to the millisecond, from 1970-01-01T00:00:00Z
/// @param latitudeE7 1e-7 degree, WGS 84, -900000000…900000000
/// @param longitudeE7 1e-7 degree, WGS 84, -1800000000…1800000000
/// @param elevation metres, as the device gave it; NaN when unknown, as all numbers below
/// @param accuracy radius in metres
/// @param speed metres per second
/// @param course degrees, clockwise from north, 0…360
/// @param battery charge in per cent, 0…100
/// @param device the source's name for the device; null when it has none
/// @param activity the kind of motion the device detected, in lower case, e.g. `walking`; null when unknown
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
    /// Creates a fix with time, place and motion only.
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

    /// The same fix of this device.
    public TimelinePoint withDevice(String name) {
        return new TimelinePoint(
                epochMillis, latitudeE7, longitudeE7, elevation, accuracy, speed, course, battery, name, activity);
    }
}

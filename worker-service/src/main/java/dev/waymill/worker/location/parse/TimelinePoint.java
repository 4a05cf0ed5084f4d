package dev.waymill.worker.location.parse;

/// A fix as a file tells it.
///
/// @param epochMillis time of the fix, truncated to the millisecond, from 1970-01-01T00:00:00Z
/// @param latitudeE7 1e-7 degree, WGS 84, -900000000…900000000
/// @param longitudeE7 1e-7 degree, WGS 84, -1800000000…1800000000
/// @param elevation metres, as the device gave it; NaN when unknown, as all below
/// @param accuracy radius in metres
/// @param speed metres per second
/// @param course degrees, clockwise from north, 0…360
public record TimelinePoint(
        long epochMillis,
        int latitudeE7,
        int longitudeE7,
        float elevation,
        float accuracy,
        float speed,
        float course) {}

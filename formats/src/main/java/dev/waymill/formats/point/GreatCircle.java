package dev.waymill.formats.point;

/// Great-circle distances between two places, for splitting a longer path in proportion.
public final class GreatCircle {
    private GreatCircle() {}

    /// Returns the central angle between two places, in radians (haversine formula).
    public static double angle(int latitudeE7, int longitudeE7, int toLatitudeE7, int toLongitudeE7) {
        double here = Math.toRadians(latitudeE7 / 1e7);
        double there = Math.toRadians(toLatitudeE7 / 1e7);
        double north = Math.sin((there - here) / 2);
        double east = Math.sin(Math.toRadians((toLongitudeE7 - (double) longitudeE7) / 1e7) / 2);
        return 2 * Math.asin(Math.min(1, Math.sqrt(north * north + Math.cos(here) * Math.cos(there) * east * east)));
    }
}

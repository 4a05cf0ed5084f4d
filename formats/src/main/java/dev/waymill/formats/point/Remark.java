package dev.waymill.formats.point;

import java.util.Locale;

/// What was repaired, or is remarkable, in a point that is accepted. The codes are stable; clients count by
/// them.
public enum Remark {
    /// A coordinate had lost its sign: Google writes some as unsigned 32-bit numbers. 2^32 was taken off.
    E7_OVERFLOW,
    /// Seconds stood where milliseconds belong, or the other way round.
    TIME_UNIT,
    /// A decimal comma, in a file where it can mean nothing else.
    DECIMAL_COMMA,
    /// A time without a zone; taken as UTC.
    ZONE_ASSUMED,
    /// An elevation, speed or the like that no device can mean; left out.
    ATTRIBUTE_DROPPED,
    /// The source gives no time for this very point; it lies between two that have one.
    TIME_INTERPOLATED,
    /// Latitude and longitude are both exactly zero, where a device is that does not know where it is.
    NULL_ISLAND;

    /// The name in the API, e.g. `e7-overflow`.
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

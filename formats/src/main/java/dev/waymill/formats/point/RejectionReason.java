package dev.waymill.formats.point;

import java.util.Locale;

/// Why a point is rejected, in the order in which it is asked. The codes are stable; clients count by them.
public enum RejectionReason {
    /// No latitude or no longitude.
    COORDINATE_MISSING,
    /// NaN or an infinity.
    COORDINATE_NAN,
    /// No decimal number: a decimal comma, hexadecimal, words.
    COORDINATE_FORMAT,
    /// A latitude beyond ±90 or a longitude beyond ±180 degrees.
    COORDINATE_RANGE,
    /// No time, as in a planned route.
    NO_TIMESTAMP,
    /// A time that no calendar knows, or that is written in a way we do not know.
    TIMESTAMP_FORMAT,
    /// Not after 1970-01-01T00:00:00Z, or more than a day from now: a clock that was not set.
    TIMESTAMP_RANGE,
    /// Asked before all others: a message that only its owner's key can read.
    ENCRYPTED,
    /// Asked before all others: a line of a log or a row of a table that is broken, cut off or too long.
    LINE_FORMAT;

    /// The name in the API, e.g. `coordinate-range`.
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

package dev.waymill.formats.point;

import java.util.Locale;

/// Why a point is rejected. If several reasons apply, the first in this order is used. The codes are stable;
/// clients count by them.
public enum RejectionReason {
    /// The latitude or the longitude is missing.
    COORDINATE_MISSING,
    /// A coordinate is NaN or an infinity.
    COORDINATE_NAN,
    /// A coordinate is not a decimal number: it has a decimal comma, is hexadecimal or contains words.
    COORDINATE_FORMAT,
    /// The latitude is beyond ±90 or the longitude beyond ±180 degrees.
    COORDINATE_RANGE,
    /// The point has no time, as in a planned route.
    NO_TIMESTAMP,
    /// The time does not exist in the calendar, or its notation is unknown.
    TIMESTAMP_FORMAT,
    /// The time is not after 1970-01-01T00:00:00Z, or more than a day in the future: the device's clock was not
    /// set.
    TIMESTAMP_RANGE,
    /// The message is encrypted with its owner's key. Checked before all other reasons.
    ENCRYPTED,
    /// The message has a type that OwnTracks' description does not have. Checked before all other reasons.
    UNKNOWN_MESSAGE,
    /// The receiver reported that it had no position. Checked before all other reasons.
    NO_FIX,
    /// A log line or a table row is malformed, truncated or too long. Checked before all other reasons.
    LINE_FORMAT;

    /// Returns the name in the API, e.g. `coordinate-range`.
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

package dev.waymill.formats.point;

import java.util.Locale;

/// Why a point is rejected. If several reasons apply, the first in this order is used. The codes are stable;
/// clients count by them. The comments are in docs/formats.md.
public enum RejectionReason {
    /// The latitude or the longitude is missing, as in a photo without a place.
    COORDINATE_MISSING,
    /// A coordinate is NaN or an infinity.
    COORDINATE_NAN,
    /// A coordinate is not a decimal number: it has a decimal comma, is hexadecimal, contains words, or its
    /// hemisphere is unknown or contradicts its sign.
    COORDINATE_FORMAT,
    /// The latitude is beyond ±90 or the longitude beyond ±180 degrees.
    COORDINATE_RANGE,
    /// The coordinates refer to another datum than WGS 84, so they are up to some hundred metres off.
    COORDINATE_DATUM,
    /// The receiver had no fix, so the place is an old one or none.
    NO_FIX,
    /// The point has no time, as in a planned route.
    NO_TIMESTAMP,
    /// The time does not exist in the calendar, its notation is unknown, or it is a local time whose zone is
    /// unknown: `?zone` gives it.
    TIMESTAMP_FORMAT,
    /// The time is before 1980-01-06T00:00:00Z, the start of GPS, or more than a day in the future: the device's
    /// clock was not set.
    TIMESTAMP_RANGE,
    /// The place was only saved, as a favourite or a geocache: its time is when that was done.
    /// `?waypoints=keep` takes it.
    SAVED_PLACE,
    /// The message is encrypted with its owner's key. Checked before all other reasons.
    ENCRYPTED,
    /// The message has a type that OwnTracks' description does not have. Checked before all other reasons.
    UNKNOWN_MESSAGE,
    /// A log line or a table row is malformed, truncated or too long. Checked before all other reasons.
    LINE_FORMAT;

    /// Returns the name in the API, e.g. `coordinate-range`.
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

package dev.waymill.formats.point;

import java.util.Locale;

/// A note on an accepted point: a repair, or something unusual. The codes are stable; clients count by them.
/// The comments are in docs/formats.md.
public enum Remark {
    /// A coordinate had lost its sign, because Google writes some as unsigned 32-bit numbers. 2^32 was
    /// subtracted.
    E7_OVERFLOW,
    /// The time was in seconds where the format prescribes milliseconds, or the other way round.
    TIME_UNIT,
    /// A number had a decimal comma, in a file where a comma cannot mean anything else.
    DECIMAL_COMMA,
    /// The time had no zone and was read as UTC.
    ZONE_ASSUMED,
    /// The time had no offset, and the clocks of its zone were changed then: it exists twice or not at all. The
    /// first of two was taken, or the offset before the change.
    CLOCK_CHANGE,
    /// All times of the file are 1024 weeks too early, because the device's week counter began again. They are
    /// kept as they are; the shift `P7168D` corrects them.
    WEEK_ROLLOVER,
    /// An elevation, speed or other attribute was dropped: it is implausible or not understood, or a course from
    /// magnetic north.
    ATTRIBUTE_DROPPED,
    /// The source has no time for this point. It was interpolated between the times of two other points.
    TIME_INTERPOLATED,
    /// The source has a period for a line of places that were logged at equal intervals, as their number or
    /// repeated places show. Each place got its share of the period.
    TIME_BY_VERTEX,
    /// The device's clock was not set yet when it wrote this point. The time was computed from its first set
    /// time.
    CLOCK_SET_LATER,
    /// The source has no accuracy. It was estimated from the dilution of precision, at 5 m per unit.
    ACCURACY_ESTIMATED,
    /// The producer of the file writes metres as `hdop`. They were read as the accuracy.
    HDOP_IN_METRES,
    /// The producer of the file is known to write this attribute in another unit than usual. It was converted.
    UNIT_OF_PRODUCER,
    /// A waypoint was taken as a point of the timeline: it lies on a track of the file, the file is a log, or
    /// the uploader wants it.
    WAYPOINT_KEPT,
    /// The receiver of a photo's camera gave only the time of day. The date is the camera's, or the day before or
    /// after it, as only one of them gives an offset that exists.
    DATE_OF_CAMERA,
    /// Latitude and longitude are both exactly zero, which a device reports when it has no position.
    NULL_ISLAND;

    /// Returns the name in the API, e.g. `e7-overflow`.
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

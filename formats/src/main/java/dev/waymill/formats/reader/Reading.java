package dev.waymill.formats.reader;

import dev.waymill.formats.point.PointSink;
import java.time.Clock;
import java.time.Duration;

/// What every reader needs in addition to the bytes.
///
/// @param clock decides which times lie in the future
/// @param hints what the uploader says about the file
public record Reading(PointSink sink, Clock clock, Hints hints) {
    private static final Duration FUTURE = Duration.ofDays(1);

    public Reading(PointSink sink, Clock clock) {
        this(sink, clock, Hints.NONE);
    }

    /// The same with another sink.
    public Reading into(PointSink other) {
        return new Reading(other, clock, hints);
    }

    /// Returns the latest plausible time, in epoch milliseconds: one day from now, for wrong clocks and wrong
    /// zones.
    public long latest() {
        return clock.instant().plus(FUTURE).toEpochMilli();
    }
}

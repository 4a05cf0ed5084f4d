package dev.waymill.formats.reader;

import dev.waymill.formats.point.PointSink;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/// What every reader is given beside the bytes.
///
/// @param clock tells which times lie in the future
/// @param columns for tables only: the names of the columns that the uploader told us, by what they hold, e.g.
///     `latitude` → `Breite`; empty to find them by their names
public record Reading(PointSink sink, Clock clock, Map<String, String> columns) {
    private static final Duration FUTURE = Duration.ofDays(1);

    public Reading(PointSink sink, Clock clock) {
        this(sink, clock, Map.of());
    }

    /// The latest believable time, in epoch milliseconds: clocks may be wrong by a day, and by zones.
    public long latest() {
        return clock.instant().plus(FUTURE).toEpochMilli();
    }
}

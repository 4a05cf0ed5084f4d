package dev.waymill.formats.reader;

import dev.waymill.formats.point.PointSink;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What every reader of one file needs in addition to the bytes. Confined to the thread that reads the file.
public final class Reading {
    private static final Duration FUTURE = Duration.ofDays(1);
    /// The start of GPS. No fix is older.
    private static final Instant GPS_EPOCH = Instant.parse("1980-01-06T00:00:00Z");

    private final PointSink sink;
    private final ShiftingSink file;
    private final Clock clock;
    private final Hints hints;
    private final Times times;

    public Reading(PointSink sink, Clock clock) {
        this(sink, clock, Hints.NONE);
    }

    /// @param clock decides which times lie in the future
    /// @param hints what the uploader says about the file
    public Reading(PointSink sink, Clock clock, Hints hints) {
        this(sink, clock, hints, null);
    }

    /// @param ahead knows later values of the file; null if there are none
    Reading(PointSink sink, Clock clock, Hints hints, @Nullable LookAhead ahead) {
        this.file = new ShiftingSink(sink, hints.shift());
        this.sink = file;
        this.clock = clock;
        this.hints = hints;
        this.times = new Times(hints, clock.instant().plus(FUTURE), ahead);
    }

    private Reading(PointSink sink, Reading other) {
        this.sink = sink;
        this.file = other.file;
        this.clock = other.clock;
        this.hints = other.hints;
        this.times = other.times;
    }

    /// The same file with another sink, which passes on to this reading's sink.
    public Reading into(PointSink other) {
        return new Reading(other, this);
    }

    /// Takes what is read, at the times of the file. The uploader's shift is added there.
    public PointSink sink() {
        return sink;
    }

    public Hints hints() {
        return hints;
    }

    /// Notes when the file was written, if it says so.
    ///
    /// @param time in any notation; a malformed one is ignored
    public void writtenAt(String time) {
        writtenAt(new Times(Hints.NONE, clock.instant(), null).parse(time, true));
    }

    /// Notes when the file was written, if it says so.
    public void writtenAt(long epochMillis) {
        file.writtenAt(epochMillis);
    }

    /// Notes the program or device that wrote the file, if it says so.
    public void writtenBy(@Nullable String producer) {
        file.writtenBy(producer == null ? "" : producer);
    }

    /// Ends the file.
    void end() {
        file.end(clock.instant());
    }

    Times times() {
        return times;
    }

    /// Returns the earliest plausible time in the file, in epoch milliseconds, before the shift.
    long earliest() {
        return GPS_EPOCH.minus(hints.shift()).toEpochMilli();
    }

    /// Returns the latest plausible time in the file, in epoch milliseconds, before the shift: one day from
    /// now, for wrong clocks and wrong zones.
    long latest() {
        return clock.instant().plus(FUTURE).minus(hints.shift()).toEpochMilli();
    }
}

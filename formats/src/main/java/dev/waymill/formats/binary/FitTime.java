package dev.waymill.formats.binary;

import dev.waymill.formats.reader.PointBuilder;

/// The clock of a FIT file. A time is in seconds from 1989-12-31T00:00:00Z. A value below 2^28 is in seconds
/// from when the device was switched on, and can be converted only after a correlation message.
final class FitTime {
    private static final long EPOCH_SECONDS = 631_065_600;
    private static final long LEAST_ABSOLUTE = 0x10000000;
    private static final int COMPRESSED_BITS = 0x1F;

    /// The last full timestamp, advanced by compressed ones.
    private long last = FitMessage.NOTHING;
    /// The time of the message being read.
    private long current = FitMessage.NOTHING;
    /// Added to seconds since the device's start.
    private long correlation = FitMessage.NOTHING;

    /// Converts seconds of a FIT file to epoch milliseconds.
    static long millis(long seconds) {
        return (EPOCH_SECONDS + seconds) * 1_000;
    }

    /// Begins a message with a full timestamp, or with none: [FitMessage#NOTHING].
    void full(long seconds) {
        current = seconds;
        if (seconds != FitMessage.NOTHING) {
            last = seconds;
        }
    }

    /// Begins a message with a compressed timestamp: the last five bits of a time that is not before the last
    /// one.
    void compressed(int bits) {
        if (last != FitMessage.NOTHING) {
            last += bits - last & COMPRESSED_BITS;
        }
        current = last;
    }

    /// Sets the correlation: the message's time is the same moment as `sinceStart` seconds from the device's
    /// start.
    void correlate(long sinceStart) {
        if (current >= LEAST_ABSOLUTE && sinceStart != FitMessage.NOTHING) {
            correlation = current - sinceStart;
        }
    }

    /// Returns the time of the message being read, or [FitMessage#NOTHING].
    long current() {
        return isRelative() && correlation != FitMessage.NOTHING ? correlation + current : current;
    }

    /// Whether the time of the message being read is in seconds from when the device was switched on, and that
    /// moment is not known.
    boolean isOpen() {
        return isRelative() && correlation == FitMessage.NOTHING;
    }

    /// Returns the moment at which the device was switched on, or [FitMessage#NOTHING].
    long start() {
        return correlation;
    }

    boolean isAbsolute() {
        return current >= LEAST_ABSOLUTE;
    }

    private boolean isRelative() {
        return current != FitMessage.NOTHING && current < LEAST_ABSOLUTE;
    }

    static void set(PointBuilder fix, long seconds) {
        fix.time().exactMillis((EPOCH_SECONDS + seconds) * 1_000);
    }
}

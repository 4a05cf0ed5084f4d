package dev.waymill.formats.binary;

import dev.waymill.formats.reader.PointBuilder;

/// The clock of a FIT file. A time counts seconds from 1989-12-31T00:00:00Z; one below 2^28 those from when the
/// device was switched on, which mean something only once the device has said how the two correspond.
final class FitTime {
    private static final long EPOCH_SECONDS = 631_065_600;
    private static final long LEAST_ABSOLUTE = 0x10000000;
    private static final int COMPRESSED_BITS = 0x1F;

    /// The last time that a message told in full, with what compressed ones have added.
    private long last = FitMessage.NOTHING;
    /// The time of the message being read.
    private long current = FitMessage.NOTHING;
    /// What is to be added to seconds from the start of the device.
    private long correlation = FitMessage.NOTHING;

    /// A message begins that tells its time in full, or none: [FitMessage#NOTHING].
    void full(long seconds) {
        current = seconds;
        if (seconds != FitMessage.NOTHING) {
            last = seconds;
        }
    }

    /// A message begins that tells only the last five bits of its time, which is no earlier than the last.
    void compressed(int bits) {
        if (last != FitMessage.NOTHING) {
            last += bits - last & COMPRESSED_BITS;
        }
        current = last;
    }

    /// The time of the message being read is the same moment as that many seconds from the start of the device.
    void correlate(long sinceStart) {
        if (current >= LEAST_ABSOLUTE && sinceStart != FitMessage.NOTHING) {
            correlation = current - sinceStart;
        }
    }

    /// Tells the fix the time of the message being read.
    void set(PointBuilder fix) {
        if (current >= LEAST_ABSOLUTE) {
            fix.time().exactMillis((EPOCH_SECONDS + current) * 1_000);
        } else if (current != FitMessage.NOTHING && correlation != FitMessage.NOTHING) {
            fix.time().exactMillis((EPOCH_SECONDS + correlation + current) * 1_000);
        } else if (current != FitMessage.NOTHING) {
            fix.time().iso(current + " s after the device was switched on");
        }
    }
}

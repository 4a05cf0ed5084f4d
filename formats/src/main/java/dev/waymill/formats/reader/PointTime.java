package dev.waymill.formats.reader;

import dev.waymill.formats.point.Remark;
import org.jspecify.annotations.Nullable;

/// When a fix was taken, while it is read.
///
/// A number is told to be seconds or milliseconds by its size: below 10^11 it is seconds (until the year 5138),
/// below 10^14 milliseconds, below 10^17 microseconds. Where a format prescribes one unit and the number must
/// be another, that is a repair.
public final class PointTime {
    /// No time at all.
    public static final long MISSING = Long.MIN_VALUE + 1;
    static final long MALFORMED = Timestamp.MALFORMED;

    private static final long SECONDS_END = 100_000_000_000L;
    private static final long MILLIS_END = 1_000 * SECONDS_END;
    private static final long MICROS_END = 1_000 * MILLIS_END;

    private long millis = MISSING;
    private @Nullable String text;
    private int remarks;

    PointTime() {}

    void clear() {
        millis = MISSING;
        text = null;
        remarks = 0;
    }

    /// ISO 8601 in any of its spellings, in a format that prescribes UTC for a time without a zone.
    public void iso(@Nullable String written) {
        text = written;
        millis = written == null || written.isBlank() ? MISSING : Timestamp.parse(written);
    }

    /// ISO 8601, where a time without a zone is taken as UTC and remarked upon, or a number of any unit.
    public void any(@Nullable String written) {
        iso(written);
        if (written == null || millis == MISSING) {
            return;
        }
        if (millis == MALFORMED) {
            millis = ofNumber(Numbers.number(written));
        } else if (Timestamp.isWithoutZone(written)) {
            remarks |= 1 << Remark.ZONE_ASSUMED.ordinal();
        }
    }

    /// A number from 1970 of whatever unit.
    public void any(double number) {
        text = Double.toString(number);
        millis = ofNumber(number);
    }

    /// Milliseconds from 1970 as text, as the format prescribes.
    public void millis(@Nullable String written) {
        any(written);
        if (isKnown() && Math.abs(Numbers.number(String.valueOf(written))) < SECONDS_END) {
            remarks |= 1 << Remark.TIME_UNIT.ordinal();
        }
    }

    /// Milliseconds from 1970 that the reader has computed itself.
    public void exactMillis(long epochMillis) {
        text = null;
        millis = epochMillis;
    }

    /// As milliseconds from 1970, or less than any time when there is none that we can read.
    public long millis() {
        return millis;
    }

    /// Whether a time was told that can be read.
    public boolean isKnown() {
        return millis != MISSING && millis != MALFORMED;
    }

    /// Whether it is taken as UTC without the source saying so.
    public boolean isZoneAssumed() {
        return (remarks & 1 << Remark.ZONE_ASSUMED.ordinal()) != 0;
    }

    int remarks() {
        return remarks;
    }

    private static long ofNumber(double number) {
        if (Double.isNaN(number)) {
            return MALFORMED;
        }
        double size = Math.abs(number);
        if (size < SECONDS_END) {
            return (long) Math.floor(number * 1_000 + 1e-4);
        }
        if (size < MILLIS_END) {
            return (long) Math.floor(number);
        }
        return size < MICROS_END ? (long) Math.floor(number / 1_000) : Long.MAX_VALUE;
    }

    void appendTo(StringBuilder out) {
        if (text != null) {
            append(out, "time", text);
        } else if (isKnown()) {
            append(out, "time", Long.toString(millis));
        }
    }

    static void append(StringBuilder out, String name, String value) {
        out.append(out.isEmpty() ? "" : " ")
                .append(name)
                .append("=\"")
                .append(value)
                .append('"');
    }
}

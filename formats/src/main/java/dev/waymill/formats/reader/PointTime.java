package dev.waymill.formats.reader;

import dev.waymill.formats.point.Remark;
import org.jspecify.annotations.Nullable;

/// The time of a point while it is read.
///
/// The size of a number gives its unit: below 10^11 it is seconds (until the year 5138), below 10^14
/// milliseconds, below 10^17 microseconds. If the format prescribes a different unit, this is remarked as a
/// repair.
public final class PointTime {
    /// No time is set.
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

    /// Sets a time in any ISO 8601 notation. For formats that prescribe UTC for a time without a zone.
    public void iso(@Nullable String written) {
        text = written;
        millis = written == null || written.isBlank() ? MISSING : Timestamp.parse(written);
    }

    /// Sets a time in ISO 8601, or a number in any unit. A time without a zone is read as UTC, with a remark.
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

    /// Sets a time as a number from 1970 in any unit.
    public void any(double number) {
        text = Double.toString(number);
        millis = ofNumber(number);
    }

    /// Sets milliseconds from 1970 as text. The format prescribes milliseconds; seconds are repaired with a
    /// remark.
    public void millis(@Nullable String written) {
        any(written);
        if (isKnown() && Math.abs(Numbers.number(String.valueOf(written))) < SECONDS_END) {
            remarks |= 1 << Remark.TIME_UNIT.ordinal();
        }
    }

    /// Sets milliseconds from 1970 that the reader computed.
    public void exactMillis(long epochMillis) {
        text = null;
        millis = epochMillis;
    }

    /// Returns milliseconds from 1970. A missing or malformed time is a value below any real time.
    public long millis() {
        return millis;
    }

    /// Whether a time is set and well-formed.
    public boolean isKnown() {
        return millis != MISSING && millis != MALFORMED;
    }

    /// Whether the source gave no zone and the time was read as UTC.
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

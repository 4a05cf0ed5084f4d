package dev.waymill.formats.reader;

import dev.waymill.formats.point.Remark;
import org.jspecify.annotations.Nullable;

/// The time of a point while it is read. All formats share one set of notations; [Times] lists them.
public final class PointTime {
    /// No time is set.
    public static final long MISSING = Long.MIN_VALUE + 1;
    static final long MALFORMED = Timestamp.MALFORMED;

    private final Times times;
    private long millis = MISSING;
    private @Nullable String text;
    private int remarks;

    PointTime(Times times) {
        this.times = times;
    }

    void clear() {
        millis = MISSING;
        text = null;
        remarks = 0;
    }

    /// Sets a time in any notation. For formats that prescribe UTC for a time without a zone.
    public void iso(@Nullable String written) {
        set(written, true);
    }

    /// Sets a time in any notation. UTC is assumed for a time without a zone, with a remark.
    public void any(@Nullable String written) {
        set(written, false);
    }

    private void set(@Nullable String written, boolean isUtc) {
        clear();
        text = written;
        if (written != null && !written.isBlank()) {
            millis = times.parse(written, isUtc);
            remarks = times.remarks();
        }
    }

    /// Sets a time in ISO 8601 that is local if it has no offset. Then only the uploader's zone makes it a time:
    /// UTC would be wrong nearly everywhere.
    public void local(String iso) {
        clear();
        text = iso;
        millis = times.local(iso);
        remarks = times.remarks();
        times.settle();
    }

    /// Sets a time as a number from 1970 in any unit.
    public void any(double number) {
        clear();
        text = Double.toString(number);
        millis = Times.ofNumber(number);
    }

    /// Sets milliseconds from 1970 as text. The format prescribes milliseconds; seconds are repaired with a
    /// remark.
    public void millis(@Nullable String written) {
        double number = Numbers.number(written);
        if (Double.isNaN(number)) {
            any(written);
            return;
        }
        any(number);
        text = written;
        if (Times.isSeconds(number)) {
            remarks |= 1 << Remark.TIME_UNIT.ordinal();
        }
    }

    /// Whether the uploader set a pattern and the text has it.
    boolean matchesPattern(String written) {
        return times.matchesPattern(written);
    }

    /// Sets a text that the reader recognised as no time, for the rejection.
    public void malformed(String written) {
        text = written;
        millis = MALFORMED;
    }

    /// Sets milliseconds from 1970 that the reader computed.
    public void exactMillis(long epochMillis) {
        text = null;
        millis = epochMillis;
        if (isKnown()) {
            times.settle();
        }
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

package dev.waymill.formats.reader;

import dev.waymill.formats.point.Remark;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// Parses the times of one file: in the uploader's pattern, or else in plain ISO 8601, as a number from 1970 or
/// in any notation of [WrittenTime]. Confined to the thread that reads the file.
final class Times {
    private static final double SECONDS_END = 1e11;
    private static final double MILLIS_END = 1e14;
    private static final double MICROS_END = 1e17;
    private static final double NANOS_END = 1e20;
    /// A time in 1973. A smaller number in text is not seconds from 1970 but a spreadsheet's day number or a
    /// date such as `20240615`.
    private static final double EARLIEST_SECOND = 1e8;

    private final @Nullable ZoneId zone;
    private final @Nullable TimePattern pattern;
    private final DateOrder order;
    private final WrittenTime written = new WrittenTime();
    private @Nullable LookAhead ahead;
    private boolean isUtc;
    private int remarks;

    Times(Hints hints, Instant latest, @Nullable LookAhead ahead) {
        this.zone = hints.zone();
        this.pattern = hints.timePattern() == null ? null : new TimePattern(hints.timePattern());
        this.order = new DateOrder(latest, ahead);
        this.ahead = ahead;
    }

    /// Parses a time. A time without a zone is read in the uploader's zone, or else in UTC.
    ///
    /// @param formatIsUtc whether the format says that a time without a zone is in UTC
    /// @return milliseconds from 1970-01-01T00:00:00Z, finer fractions cut off, or [Timestamp#MALFORMED]
    long parse(String text, boolean formatIsUtc) {
        isUtc = formatIsUtc;
        remarks = 0;
        if (pattern != null) {
            long local = pattern.local(text);
            return local == Timestamp.MALFORMED ? local : inZone(local, pattern.zone());
        }
        long millis = Timestamp.parse(text);
        if (millis == Timestamp.MALFORMED) {
            millis = unusual(text.strip());
        } else if ((zone != null || !isUtc) && Timestamp.isWithoutZone(text)) {
            millis = inZone(millis, null);
        }
        if (millis != Timestamp.MALFORMED && !order.isOpen()) {
            settle();
        }
        return millis;
    }

    /// Parses a time that the format writes in ISO 8601, whatever the uploader's pattern. Without an offset it is a
    /// local time: it is malformed if the uploader gives no zone.
    long local(String iso) {
        isUtc = false;
        remarks = 0;
        long millis = Timestamp.parse(iso);
        if (millis == Timestamp.MALFORMED || !Timestamp.isWithoutZone(iso)) {
            return millis;
        }
        return zone == null ? Timestamp.MALFORMED : inZone(millis, null);
    }

    /// Notes that a time was read without a need to know later ones.
    void settle() {
        if (ahead != null) {
            ahead.forget();
            ahead = null;
        }
    }

    /// Returns the remarks on the last time, one bit for each [Remark].
    int remarks() {
        return remarks;
    }

    /// Whether the uploader set a pattern and the text has it.
    boolean matchesPattern(String text) {
        return pattern != null && pattern.local(text) != Timestamp.MALFORMED;
    }

    DateOrder order() {
        return order;
    }

    /// Converts a number from 1970. Its size gives its unit: below 10^11 it is seconds (until the year 5138),
    /// below 10^14 milliseconds, below 10^17 microseconds, below 10^20 nanoseconds.
    static long ofNumber(double number) {
        if (Double.isNaN(number)) {
            return Timestamp.MALFORMED;
        }
        double size = Math.abs(number);
        if (size < SECONDS_END) {
            return (long) Math.floor(number * 1_000 + 1e-4);
        }
        if (size < MILLIS_END) {
            return (long) Math.floor(number);
        }
        if (size < MICROS_END) {
            return (long) Math.floor(number / 1_000);
        }
        return size < NANOS_END ? (long) Math.floor(number / 1_000_000 + 1e-3) : Long.MAX_VALUE;
    }

    static boolean isSeconds(double number) {
        return Math.abs(number) < SECONDS_END;
    }

    private long unusual(String text) {
        double number = mayBeNumber(text) ? Numbers.number(text) : Double.NaN;
        if (Double.isNaN(number) || isCompactDate(text)) {
            return written(text);
        }
        return number > 0 && number < EARLIEST_SECOND ? Timestamp.MALFORMED : ofNumber(number);
    }

    /// Looks at the text's characters only. Most dates are told from numbers in this way, which is quick.
    private static boolean mayBeNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > '9' && c != 'e' && c != 'E' || c == '/' || c == ' ') {
                return false;
            }
        }
        return true;
    }

    /// Whether digits are a date with time: `20260413090507`. As milliseconds or microseconds they would lie
    /// before 1980 or after 2500.
    private static boolean isCompactDate(String digits) {
        int length = digits.indexOf('.') < 0 ? digits.length() : digits.indexOf('.');
        return (length == 12 || length == 14 || length == 17) && (digits.startsWith("19") || digits.startsWith("20"));
    }

    private long written(String text) {
        long local = written.local(text, order);
        if (local == Timestamp.MALFORMED || written.isZoneUnclear() && zone == null) {
            return Timestamp.MALFORMED;
        }
        long millis = inZone(local, written.zone());
        // A leap second is inserted before midnight UTC, and nowhere else.
        boolean isLeap = written.isLeapSecond();
        return isLeap && Math.floorMod(millis, Timestamp.DAY) >= 1_000 ? Timestamp.MALFORMED : millis;
    }

    /// A local time that a clock change skips is read with the offset before the change. One that comes twice
    /// is read as the first.
    private long inZone(long local, @Nullable ZoneId own) {
        var known = own == null ? zone : own;
        if (known instanceof ZoneOffset offset) {
            return local - 1_000L * offset.getTotalSeconds();
        }
        if (known == null) {
            remarks |= isUtc ? 0 : 1 << Remark.ZONE_ASSUMED.ordinal();
            return local;
        }
        var time = LocalDateTime.ofEpochSecond(Math.floorDiv(local, 1_000L), 0, ZoneOffset.UTC);
        var offsets = known.getRules().getValidOffsets(time);
        if (offsets.size() != 1) {
            remarks |= 1 << Remark.CLOCK_CHANGE.ordinal();
        }
        var offset = offsets.isEmpty() ? known.getRules().getTransition(time).getOffsetBefore() : offsets.getFirst();
        return local - 1_000L * offset.getTotalSeconds();
    }
}

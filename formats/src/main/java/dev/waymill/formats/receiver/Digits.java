package dev.waymill.formats.receiver;

import dev.waymill.formats.point.E7;
import java.time.LocalDate;
import java.time.YearMonth;

/// Parses the numbers that receivers write without separators: `120000`, `150926`, `5230.1234`.
final class Digits {
    /// The field is empty.
    static final long MISSING = -1;
    /// The field does not have the notation it should have.
    static final long MALFORMED = -2;

    private static final int SECOND = 1_000;
    private static final int MINUTE = 60 * SECOND;
    private static final int HOUR = 60 * MINUTE;
    /// GPS began in 1980, so a smaller number of two digits is a year from 2000 on.
    private static final int FIRST_YEAR = 80;

    private static final long HUNDRED = 1_000_000_000L;
    private static final long SIXTY = 600_000_000L;

    private Digits() {}

    /// Parses `hhmmss.sss`.
    ///
    /// @return milliseconds of the day; a leap second is the first second of the next day
    static long clock(String text) {
        if (text.isEmpty()) {
            return MISSING;
        }
        int dot = text.indexOf('.');
        var whole = dot < 0 ? text : text.substring(0, dot);
        int hour = two(whole, 0);
        int minute = two(whole, 2);
        int second = two(whole, 4);
        if (whole.length() != 6 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) {
            return MALFORMED;
        }
        long fraction = dot < 0 || dot == text.length() - 1 ? 0 : E7.parse("0" + text.substring(dot));
        return fraction < 0 ? MALFORMED : hour * HOUR + minute * MINUTE + second * SECOND + fraction / 10_000;
    }

    /// Parses `ddmmyy`.
    ///
    /// @return days from 1970
    static long date(String text) {
        if (text.isEmpty()) {
            return MISSING;
        }
        int year = two(text, 4);
        return text.length() != 6 || year < 0
                ? MALFORMED
                : date(two(text, 0), two(text, 2), year < FIRST_YEAR ? 2000 + year : 1900 + year);
    }

    /// @return days from 1970
    static long date(int day, int month, int year) {
        boolean exists = year >= 1970
                && year <= 9999
                && month >= 1
                && month <= 12
                && day >= 1
                && day <= YearMonth.of(year, month).lengthOfMonth();
        return exists ? LocalDate.of(year, month, day).toEpochDay() : MALFORMED;
    }

    /// Parses the digits of a whole number of at most four digits; -1 if it is none.
    static int whole(String text) {
        if (text.isEmpty() || text.length() > 4) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private static int two(String text, int at) {
        return at + 2 > text.length() ? -1 : whole(text.substring(at, at + 2));
    }

    /// Parses `ddmm.mmmm` and the side of the earth.
    ///
    /// @return 1e-7 degree, possibly out of range, or the special values of [E7]
    static long degrees(String text, String side, String positive, String negative) {
        if (text.isEmpty()) {
            return E7.MISSING;
        }
        boolean isNegative = side.equalsIgnoreCase(negative);
        if (!isNegative && !side.equalsIgnoreCase(positive) || !isPlain(text)) {
            return E7.MALFORMED;
        }
        long value = E7.parse(text);
        long minutes = value % HUNDRED;
        if (value < 0 || minutes >= SIXTY) {
            return E7.MALFORMED;
        }
        long e7 = value / HUNDRED * 10_000_000 + (minutes + 30) / 60;
        return isNegative ? -e7 : e7;
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '.' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }
}

package dev.waymill.formats.reader;

/// Parses times in plain ISO 8601. Written by hand for speed: a file has millions of times, and nearly all
/// files write them in this notation. [WrittenTime] reads all others.
///
/// Accepts `yyyy-MM-dd`, `T` or a space, `HH:mm:ss`, any fraction of a second, then `Z`, an offset (`+07:00`,
/// `-0700`, `+07`) or nothing. A time without a zone is read as UTC, as the GPX schema prescribes.
public final class Timestamp {
    /// The text is not a time in a known notation.
    public static final long MALFORMED = Long.MIN_VALUE;

    private static final int SHORTEST = "yyyy-MM-ddTHH:mm:ss".length();
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    static final long DAY = 24 * HOUR;
    private static final int[] DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private Timestamp() {}

    /// Parses a time.
    ///
    /// @return milliseconds from 1970-01-01T00:00:00Z, finer fractions cut off, or [#MALFORMED]
    public static long parse(String text) {
        var time = text.strip();
        if (time.length() < SHORTEST || time.charAt(4) != '-' || time.charAt(7) != '-') {
            return MALFORMED;
        }
        char separator = time.charAt(10);
        if (separator != 'T' && separator != 't' && separator != ' ') {
            return MALFORMED;
        }
        if (time.charAt(13) != ':' || time.charAt(16) != ':') {
            return MALFORMED;
        }
        long day = day(number(time, 0, 4), number(time, 5, 7), number(time, 8, 10));
        long ofDay = ofDay(number(time, 11, 13), number(time, 14, 16), number(time, 17, 19));
        if (day == MALFORMED || ofDay == MALFORMED) {
            return MALFORMED;
        }
        return withFractionAndZone(day * DAY + ofDay, time);
    }

    /// Whether a time that [#parse] accepts has no zone.
    static boolean isWithoutZone(String text) {
        var time = text.strip();
        for (int i = SHORTEST; i < time.length(); i++) {
            char c = time.charAt(i);
            if (c == 'Z' || c == 'z' || c == '+' || c == '-') {
                return false;
            }
        }
        return true;
    }

    private static long withFractionAndZone(long local, String time) {
        int i = SHORTEST;
        long millis = 0;
        if (i < time.length() && (time.charAt(i) == '.' || time.charAt(i) == ',')) {
            int first = ++i;
            for (; i < time.length() && isDigit(time.charAt(i)); i++) {
                if (i - first < 3) {
                    millis = millis * 10 + time.charAt(i) - '0';
                }
            }
            if (i == first) {
                return MALFORMED;
            }
            for (int places = i - first; places < 3; places++) {
                millis *= 10;
            }
        }
        // Ruby writes a space before the zone.
        long offset = offset(time, i < time.length() && time.charAt(i) == ' ' ? i + 1 : i);
        return offset == MALFORMED ? MALFORMED : local + millis - offset;
    }

    /// Returns the days from 1970-01-01 to a date, or [#MALFORMED] if the date does not exist. Proleptic
    /// Gregorian calendar, as in ISO 8601.
    static long day(int year, int month, int day) {
        if (year < 0 || month < 1 || month > 12 || day < 1) {
            return MALFORMED;
        }
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        if (day > DAYS[month - 1] + (leap && month == 2 ? 1 : 0)) {
            return MALFORMED;
        }
        // Years are counted from March, so that the leap day is the last day of its year.
        long y = month <= 2 ? year - 1 : year;
        long m = month <= 2 ? month + 9 : month - 3;
        long leapDays = Math.floorDiv(y, 4) - Math.floorDiv(y, 100) + Math.floorDiv(y, 400);
        long fromYearZero = 365 * y + leapDays + (153 * m + 2) / 5 + day - 1;
        return fromYearZero - 719_468;
    }

    private static long ofDay(int hour, int minute, int second) {
        boolean exists = hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 59;
        return exists ? hour * HOUR + minute * MINUTE + second * SECOND : MALFORMED;
    }

    private static long offset(String time, int at) {
        int left = time.length() - at;
        if (left == 0 || left == 1 && (time.charAt(at) == 'Z' || time.charAt(at) == 'z')) {
            return 0;
        }
        char sign = time.charAt(at);
        boolean known = left == 3 || left == 5 || left == 6 && time.charAt(at + 3) == ':';
        if (sign != '+' && sign != '-' || !known) {
            return MALFORMED;
        }
        int hours = number(time, at + 1, at + 3);
        int minutes = left == 3 ? 0 : number(time, time.length() - 2, time.length());
        if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) {
            return MALFORMED;
        }
        long offset = hours * HOUR + minutes * MINUTE;
        return sign == '-' ? -offset : offset;
    }

    /// Parses the digits from `from` to `to`; -1 if a character is not a digit.
    private static int number(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            if (!isDigit(text.charAt(i))) {
                return -1;
            }
            value = value * 10 + text.charAt(i) - '0';
        }
        return value;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}

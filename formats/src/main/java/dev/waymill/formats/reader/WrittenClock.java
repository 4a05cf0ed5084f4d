package dev.waymill.formats.reader;

/// A time of day while it is read: `9:05`, `09:05:07,25`, `9 PM`, `090507`, `09.05.07` or `24:00`.
final class WrittenClock {
    private static final int NONE = -1;
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;

    private final TextCursor cursor;
    private int hour;
    private int minute;
    private int second;
    private long fraction;
    private boolean hasHalf;

    WrittenClock(TextCursor cursor) {
        this.cursor = cursor;
    }

    void clear() {
        hour = NONE;
        minute = second = 0;
        fraction = 0;
        hasHalf = false;
    }

    boolean isSet() {
        return hour != NONE;
    }

    /// Reads on after the hour.
    ///
    /// @param separator `:` or `.`, which follows
    boolean afterHour(int newHour, char separator) {
        hour = newHour;
        cursor.take(separator);
        minute = cursor.shortNumber();
        if (cursor.take(separator)) {
            second = cursor.shortNumber();
            fraction(SECOND);
        } else if (separator == ':') {
            // As in ISO 8601, the decimals belong to the last part: 9:05.5 is half a minute past 9:05.
            fraction(MINUTE);
        }
        return minute >= 0 && second >= 0;
    }

    /// Sets a time of day that is written without separators: `9`, `0905`, `90507`, `090507` or `090507250`.
    boolean compact(long value, int digits) {
        long seconds = value;
        switch (digits) {
            case 1, 2 -> seconds = value * 10_000;
            case 4 -> seconds = value * 100;
            case 5, 6 -> fraction(SECOND);
            case 9 -> {
                fraction = value % 1_000;
                seconds = value / 1_000;
            }
            default -> {
                return false;
            }
        }
        hour = (int) (seconds / 10_000);
        minute = (int) (seconds / 100 % 100);
        second = (int) (seconds % 100);
        return true;
    }

    private void fraction(long unit) {
        boolean isThere = (cursor.peek() == '.' || cursor.peek() == ',') && cursor.isDigit(1);
        // Some loggers write milliseconds after a third colon.
        boolean isMillis = unit == SECOND && cursor.peek() == ':' && cursor.isDigit(3) && !cursor.isDigit(4);
        if (!isThere && !isMillis) {
            return;
        }
        cursor.take(cursor.peek());
        long share = unit;
        long tenths = 0;
        for (; cursor.isDigit(0); cursor.take(cursor.peek())) {
            share = share >= 10 ? share / 10 : 0;
            tenths += share * (cursor.peek() - '0');
        }
        fraction = tenths;
    }

    /// Applies AM or PM. Some devices write it after the hours of a whole day, where it adds nothing.
    boolean half(boolean afternoon) {
        if (!isSet() || hasHalf || hour > 12 && !afternoon || hour == 0 && afternoon) {
            return false;
        }
        hasHalf = true;
        if (hour <= 12) {
            hour = hour % 12 + (afternoon ? 12 : 0);
        }
        return true;
    }

    /// Whether this is a leap second, if the time in UTC is right before midnight.
    boolean isLeapSecond() {
        return second == 60;
    }

    /// Returns milliseconds from midnight, or [Timestamp#MALFORMED]. A leap second counts as the first second
    /// of the next minute, as in POSIX.
    long millis() {
        boolean isMidnight = hour == 24 && minute == 0 && second == 0 && fraction == 0;
        boolean exists = hour <= 23 && minute <= 59 && second <= 60 || isMidnight;
        return exists ? hour * HOUR + minute * MINUTE + second * SECOND + fraction : Timestamp.MALFORMED;
    }
}

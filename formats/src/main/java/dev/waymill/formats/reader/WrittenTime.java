package dev.waymill.formats.reader;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/// Reads a date with a time of day in any usual notation, in one pass and without patterns: a file may have
/// millions. The parts may come in any order: `Wed, 30 Jul 2025 15:12:04 GMT`, `7/30/2025 3:12 PM`,
/// `Wed Jul 30 15:12:04 GMT+01:00 2025`, `20250730T151204Z`. Reused for the next time.
final class WrittenTime {
    /// No notation is longer.
    private static final int LONGEST = 100;

    private final TextCursor cursor = new TextCursor();
    private final WrittenDate date = new WrittenDate(cursor);
    private final WrittenClock clock = new WrittenClock(cursor);
    private final WrittenZone zone = new WrittenZone(cursor);

    /// Reads a time.
    ///
    /// @return the local time in milliseconds from 1970-01-01T00:00, or [Timestamp#MALFORMED]
    long local(String text, DateOrder order) {
        if (text.length() > LONGEST || !isRead(text)) {
            return Timestamp.MALFORMED;
        }
        long millis = clock.millis();
        long day = millis == Timestamp.MALFORMED ? millis : order.day(date, text);
        return day == Timestamp.MALFORMED ? day : day * Timestamp.DAY + millis;
    }

    /// Returns the zone; null if there is none.
    @Nullable
    ZoneId zone() {
        return zone.zone();
    }

    /// Whether the zone has a name with several meanings.
    boolean isZoneUnclear() {
        return zone.isUnclear();
    }

    boolean isLeapSecond() {
        return clock.isLeapSecond();
    }

    private boolean isRead(String text) {
        cursor.start(text);
        date.clear();
        clock.clear();
        zone.clear();
        do {
            skipBetween();
            if (cursor.isAtEnd()) {
                return date.isComplete() && clock.isSet();
            }
        } while (part());
        return false;
    }

    private void skipBetween() {
        do {
            cursor.skipBlanks();
        } while (cursor.take(','));
    }

    private boolean part() {
        char c = cursor.peek();
        if (cursor.isDigit(0)) {
            return number();
        }
        if (Character.isLetter(c)) {
            return word();
        }
        return switch (c) {
            case '+', '−' -> clock.isSet() && zone.offset();
            case '-' -> clock.isSet() ? zone.offset() : cursor.take(c);
            // Apache's log has a colon between date and clock; file names have an underscore.
            case ':', '_' -> date.isComplete() && !clock.isSet() && cursor.take(c);
            case '[' -> clock.isSet() && zone.bracket();
            // JavaScript repeats the zone in words.
            case '(' -> zone.isSet() && !cursor.until(')').isEmpty();
            default -> false;
        };
    }

    private boolean number() {
        long value = cursor.number();
        int digits = cursor.digits();
        if (value < 0) {
            return false;
        }
        if (!clock.isSet() && digits <= 2 && cursor.peek() == ':') {
            return clock.afterHour((int) value, ':');
        }
        if (!clock.isSet() && digits <= 2 && isHalfNext()) {
            return clock.compact(value, digits);
        }
        if (date.isComplete()) {
            return !clock.isSet() && clockAfterDate(value, digits);
        }
        return switch (digits) {
            case 12 -> date.number(value / 10_000, 8) && clock.compact(value % 10_000, 4);
            case 14 -> date.number(value / 1_000_000, 8) && clock.compact(value % 1_000_000, 6);
            case 17 -> date.number(value / 1_000_000_000, 8) && clock.compact(value % 1_000_000_000, 9);
            default -> date.number(value, digits);
        };
    }

    private boolean clockAfterDate(long value, int digits) {
        if (digits <= 2) {
            return cursor.peek() == '.' && cursor.isDigit(1) && clock.afterHour((int) value, '.');
        }
        return clock.compact(value, digits);
    }

    private boolean isHalfNext() {
        int start = cursor.position();
        cursor.skipBlanks();
        boolean isNext = isHalf(cursor.word());
        cursor.back(start);
        return isNext;
    }

    private static boolean isHalf(String word) {
        return word.equals("am") || word.equals("pm") || word.equals("a") || word.equals("p");
    }

    private boolean word() {
        int start = cursor.position();
        var word = cursor.word();
        if (word.equals("t") && date.isComplete() && !clock.isSet()) {
            return clockAfterT();
        }
        if (isHalf(word)) {
            return half(word);
        }
        return date.name(word) || word.equals("at") || clock.isSet() && zone.name(start);
    }

    /// After `T`, hours may stand alone.
    private boolean clockAfterT() {
        long value = cursor.number();
        int digits = cursor.digits();
        if (value >= 0 && digits <= 2 && cursor.peek() == ':') {
            return clock.afterHour((int) value, ':');
        }
        return value >= 0 && clock.compact(value, digits);
    }

    /// Reads on after the first letter or letters of `a.m.` or `PM`.
    private boolean half(String word) {
        if (word.length() == 1 && cursor.take('.')) {
            cursor.skipBlanks();
            if (!cursor.word().equals("m")) {
                return false;
            }
            cursor.take('.');
        }
        return clock.half(word.charAt(0) == 'p');
    }
}

package dev.waymill.formats.reader;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/// A date while it is read: three numbers in an order that may be open, as in `04/05/2026`, or parts of which
/// one is the name of a month.
final class WrittenDate {
    private static final int NONE = -1;
    private static final char COMPACT = '\0';
    private static final int SHORTEST_NAME = 3;

    private static final List<String> MONTHS = List.of(
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december");
    private static final List<String> DAYS =
            List.of("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday");

    private static final Set<String> ORDINALS = Set.of("st", "nd", "rd", "th");

    private final TextCursor cursor;
    /// From 0, Monday.
    private int weekday;
    /// The numbers in the order in which they are written, and how many digits each has.
    private final int[] numbers = new int[3];

    private final int[] digits = new int[3];
    private int count;
    /// The month, if it has a name: 1…12.
    private int month;
    private char separator;

    WrittenDate(TextCursor cursor) {
        this.cursor = cursor;
    }

    void clear() {
        weekday = month = NONE;
        count = 0;
        separator = ' ';
    }

    boolean isComplete() {
        return count == (month == NONE ? 3 : 2);
    }

    /// Returns the first, second or third number; only two exist beside the name of a month.
    int number(int index) {
        return numbers[index];
    }

    int digits(int index) {
        return digits[index];
    }

    boolean hasMonthName() {
        return month != NONE;
    }

    int month() {
        return month;
    }

    /// Returns the character between the numbers.
    char separator() {
        return separator;
    }

    /// Whether the numbers follow each other without anything between them.
    boolean isCompact() {
        return separator == COMPACT;
    }

    /// Whether the date fits the name of the day, if one is written.
    ///
    /// @param epochDay days from 1970-01-01, which was a Thursday
    boolean isOnWeekday(long epochDay) {
        return weekday == NONE || Math.floorMod(epochDay + 3, 7) == weekday;
    }

    /// Takes a name.
    ///
    /// @return whether it is that of a month or a day
    boolean name(String word) {
        int named = indexOf(word, MONTHS);
        if (named >= 0 && month == NONE && count < 3) {
            month = named + 1;
        } else if (indexOf(word, DAYS) >= 0 && weekday == NONE) {
            weekday = indexOf(word, DAYS);
        } else {
            return false;
        }
        cursor.take('.');
        return true;
    }

    private static int indexOf(String word, List<String> names) {
        for (int i = 0; i < names.size() && word.length() >= SHORTEST_NAME; i++) {
            if (names.get(i).startsWith(word)) {
                return i;
            }
        }
        return word.equals("sept") ? names.indexOf("september") : NONE;
    }

    /// Takes a number, and all that is joined to it.
    boolean number(long value, int itsDigits) {
        if (isComplete()) {
            return false;
        }
        if (count == 0 && month == NONE) {
            switch (itsDigits) {
                case 6, 8 -> {
                    return compact(value, itsDigits);
                }
                case 7 -> {
                    return isYear(value / 1_000) && day(IsoDay.ofYear((int) value / 1_000, (int) value % 1_000));
                }
                case 4 -> {
                    if (isoDay((int) value)) {
                        return true;
                    }
                }
                default -> {
                    // A day, a month or a short year.
                }
            }
        }
        if (itsDigits > 4 || itsDigits == 3) {
            return false;
        }
        add(value, itsDigits);
        char next = cursor.peek();
        boolean isJoined = count == 1 && month == NONE && "-/.:".indexOf(next) >= 0;
        if (isJoined && (cursor.isDigit(1) || Character.isLetter(cursor.peek(1)) || next == '.')) {
            return joined(next);
        }
        skipOrdinal();
        return true;
    }

    /// Reads on after the first number: `/Apr/2026`, `-04-2026`, `. 4. 2026`.
    private boolean joined(char newSeparator) {
        separator = newSeparator;
        while (!isComplete() && cursor.take(separator)) {
            if (separator == '.') {
                cursor.skipBlanks();
            }
            if (Character.isLetter(cursor.peek())) {
                if (!name(cursor.word())) {
                    return false;
                }
            } else {
                long value = cursor.number();
                if (value < 0 || cursor.digits() > 4 || cursor.digits() == 3) {
                    return false;
                }
                add(value, cursor.digits());
            }
        }
        // Some languages write a point after the last number, too.
        if (separator == '.') {
            cursor.take('.');
        }
        return true;
    }

    /// Reads the rest of `2024-123`, `2024-W12-3` or `2024W123`.
    ///
    /// @return whether this is such a date; if not, nothing is read
    private boolean isoDay(int year) {
        int start = cursor.position();
        boolean hasDash = cursor.take('-');
        boolean isWeek = cursor.take('W');
        long value = hasDash || isWeek ? cursor.number() : NONE;
        if (isWeek && !hasDash && cursor.digits() == 3) {
            return day(IsoDay.ofWeek(year, (int) value / 10, (int) value % 10));
        }
        if (isWeek && hasDash && cursor.digits() == 2 && cursor.take('-')) {
            long weekday = cursor.number();
            if (cursor.digits() == 1) {
                return day(IsoDay.ofWeek(year, (int) value, (int) weekday));
            }
        }
        if (!isWeek && hasDash && cursor.digits() == 3) {
            return day(IsoDay.ofYear(year, (int) value));
        }
        cursor.back(start);
        return false;
    }

    /// Sets year, month and day. A day that does not exist becomes a date that does not exist.
    private boolean day(long epochDay) {
        separator = COMPACT;
        var date = epochDay == Timestamp.MALFORMED ? null : LocalDate.ofEpochDay(epochDay);
        add(date == null ? 0 : date.getYear(), 4);
        add(date == null ? 0 : date.getMonthValue(), 2);
        add(date == null ? 0 : date.getDayOfMonth(), 2);
        return true;
    }

    private static boolean isYear(long value) {
        return value >= 1900 && value <= 2099;
    }

    private boolean compact(long value, int itsDigits) {
        long year = value / 10_000;
        if (itsDigits == 8 && !isYear(year)) {
            return false;
        }
        separator = COMPACT;
        add(year, itsDigits - 4);
        add(value / 100 % 100, 2);
        add(value % 100, 2);
        return true;
    }

    private void add(long value, int itsDigits) {
        numbers[count] = (int) value;
        digits[count] = itsDigits;
        count++;
    }

    /// Skips the end of `1st`, `2nd`, `3rd`, `4th` or `5.`.
    private void skipOrdinal() {
        int start = cursor.position();
        var word = cursor.word();
        if (!ORDINALS.contains(word)) {
            cursor.back(start);
        }
        cursor.take('.');
    }
}

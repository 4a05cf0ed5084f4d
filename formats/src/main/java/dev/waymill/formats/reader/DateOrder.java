package dev.waymill.formats.reader;

import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// The order of day, month and year in a file's dates. One file writes one order. Values that are possible in
/// one order only decide it for all others; until then [LookAhead] is asked for later values.
///
/// A point between the numbers puts the day first, and six digits put the year first, unless the file shows
/// another order.
final class DateOrder {
    private static final int DAY_MONTH_YEAR = 1;
    private static final int MONTH_DAY_YEAR = 2;
    private static final int YEAR_MONTH_DAY = 4;
    private static final int ALL = DAY_MONTH_YEAR | MONTH_DAY_YEAR | YEAR_MONTH_DAY;
    /// GPS began in 1980, so a two-digit year is one of 1980…2079, and none in the future.
    private static final int FIRST_SHORT_YEAR = 80;

    private final int lastYear;
    private final @Nullable LookAhead ahead;
    private int possible = ALL;
    /// The value that narrowed the order last, for messages.
    private String evidence = "";

    private boolean isOpen;
    private boolean stopsWhenDecided;

    /// @param ahead knows later values of the file; null if there are none: then a value whose order is open is
    ///     malformed
    DateOrder(Instant latest, @Nullable LookAhead ahead) {
        this.lastYear = latest.atOffset(ZoneOffset.UTC).getYear();
        this.ahead = ahead;
    }

    boolean isDecided() {
        return Integer.bitCount(possible) == 1;
    }

    /// Whether the last date is the same in several orders, so that a later one may need more values.
    boolean isOpen() {
        return isOpen;
    }

    /// Throws [ReadingStoppedException] as soon as the order is decided.
    void stopWhenDecided() {
        stopsWhenDecided = true;
    }

    /// Decides as another part of the file did.
    void decideAs(DateOrder other) {
        if (other.isDecided()) {
            possible &= other.possible;
            evidence = other.evidence;
        }
    }

    /// Returns the day of a date, counted from 1970-01-01, or [Timestamp#MALFORMED].
    ///
    /// @param text the whole value, for messages
    long day(WrittenDate date, String text) {
        isOpen = false;
        if (date.hasMonthName()) {
            // The year is last unless it has four digits and comes first.
            int year = date.digits(0) > 2 ? 0 : 1;
            return day(year(date, year), date.month(), date.number(1 - year));
        }
        if (date.digits(0) > 2) {
            return day(year(date, 0), date.number(1), date.number(2));
        }
        int valid = valid(date, true);
        valid = valid == 0 ? valid(date, false) : valid;
        if (valid == 0) {
            return Timestamp.MALFORMED;
        }
        if (isSameInAll(date, valid)) {
            isOpen = true;
            return day(date, Integer.lowestOneBit(valid));
        }
        narrow(valid, text);
        return Integer.bitCount(valid & possible) == 1 ? day(date, valid & possible) : undecided(date, valid, text);
    }

    private long undecided(WrittenDate date, int valid, String text) {
        if (ahead == null) {
            int usual = valid & possible & usual(date);
            return usual == 0 ? Timestamp.MALFORMED : day(date, usual);
        }
        ahead.decide(this);
        narrow(valid, text);
        int left = valid & possible;
        if (Integer.bitCount(left) > 1) {
            left &= usual(date);
            if (left == 0) {
                throw ReadingStoppedException.ambiguous(text);
            }
            narrow(left, text);
        }
        return day(date, left);
    }

    /// The order of a notation that hardly anybody writes in another one.
    private static int usual(WrittenDate date) {
        if (date.separator() == '.' && date.digits(2) == 4) {
            return DAY_MONTH_YEAR;
        }
        return date.isCompact() ? YEAR_MONTH_DAY : 0;
    }

    private void narrow(int valid, String text) {
        if ((valid & possible) == 0) {
            throw ReadingStoppedException.contradiction(evidence, text);
        }
        if ((valid & possible) != possible) {
            possible &= valid;
            evidence = text;
        }
        if (stopsWhenDecided && isDecided()) {
            throw ReadingStoppedException.decided();
        }
    }

    private int valid(WrittenDate date, boolean onWeekday) {
        int valid = 0;
        for (int order = DAY_MONTH_YEAR; order <= YEAR_MONTH_DAY; order <<= 1) {
            long day = day(date, order);
            if (day != Timestamp.MALFORMED && (!onWeekday || date.isOnWeekday(day))) {
                valid |= order;
            }
        }
        return valid;
    }

    /// Whether all orders give the same day, as for `05/05/2025`.
    private boolean isSameInAll(WrittenDate date, int orders) {
        long first = day(date, Integer.lowestOneBit(orders));
        for (int rest = orders & orders - 1; rest != 0; rest &= rest - 1) {
            if (day(date, Integer.lowestOneBit(rest)) != first) {
                return false;
            }
        }
        return Integer.bitCount(orders) > 1;
    }

    private long day(WrittenDate date, int order) {
        return switch (order) {
            case DAY_MONTH_YEAR -> day(year(date, 2), date.number(1), date.number(0));
            case MONTH_DAY_YEAR -> day(year(date, 2), date.number(0), date.number(1));
            default -> date.digits(2) > 2 ? Timestamp.MALFORMED : day(year(date, 0), date.number(1), date.number(2));
        };
    }

    private static long day(int year, int month, int day) {
        return Timestamp.day(year, month, day);
    }

    /// Returns the year, or -1 if the number cannot be one.
    private int year(WrittenDate date, int index) {
        int number = date.number(index);
        return switch (date.digits(index)) {
            case 4 -> number;
            case 2 -> number + 2000 <= lastYear ? number + 2000 : number >= FIRST_SHORT_YEAR ? number + 1900 : -1;
            default -> -1;
        };
    }
}

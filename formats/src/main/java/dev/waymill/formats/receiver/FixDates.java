package dev.waymill.formats.receiver;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/// Gives a date to fixes that have only a time of day.
///
/// A fix soon after a dated one has its date, or the next one after midnight. A fix before the first date, or
/// after a gap, waits for the next date. A bounded number of fixes can wait; then the first of them takes the
/// last known date, or stays without one.
final class FixDates {
    private static final int MOST_WAITING = 10_000;
    /// After a longer gap, the next date is more certain than the last.
    private static final long LONGEST_GAP = 3_600_000;

    private final Consumer<Fix> out;
    private final Deque<Fix> waiting = new ArrayDeque<>();
    private long lastDay = Digits.MISSING;
    private long lastClock;

    /// @param out takes the fixes in the order of the log
    FixDates(Consumer<Fix> out) {
        this.out = out;
    }

    void add(Fix fix) {
        if (fix.isDated()) {
            date(fix.day(), fix.clock());
            out.accept(fix);
        } else if (!fix.isUndated()) {
            out.accept(fix);
        } else if (waiting.isEmpty() && isSoonAfterLast(fix.clock())) {
            dateByLast(fix);
        } else {
            waiting.add(fix);
            if (waiting.size() > MOST_WAITING) {
                dateByLast(waiting.remove());
            }
        }
    }

    /// Takes a date from the log. The fixes that wait get it, going back over midnight.
    void date(long day, long clock) {
        long nextDay = day;
        long nextClock = clock;
        for (var each = waiting.descendingIterator(); each.hasNext(); ) {
            var fix = each.next();
            nextDay = nearest(nextDay, nextClock, fix.clock());
            nextClock = fix.clock();
            fix.date(nextDay);
        }
        waiting.forEach(out);
        waiting.clear();
        lastDay = day;
        lastClock = clock;
    }

    void end() {
        waiting.forEach(this::dateByLast);
        waiting.clear();
    }

    private boolean isSoonAfterLast(long clock) {
        return lastDay >= 0 && Math.floorMod(clock - lastClock, Fix.DAY_MILLIS) <= LONGEST_GAP;
    }

    private void dateByLast(Fix fix) {
        if (lastDay >= 0) {
            lastDay = nearest(lastDay, lastClock, fix.clock());
            lastClock = fix.clock();
            fix.date(lastDay);
        }
        out.accept(fix);
    }

    /// Returns the day on which the clock shows this time less than twelve hours from the other time.
    private static long nearest(long day, long otherClock, long clock) {
        long ahead = clock - otherClock;
        return ahead < -Fix.DAY_MILLIS / 2 ? day + 1 : ahead > Fix.DAY_MILLIS / 2 ? day - 1 : day;
    }
}

package dev.waymill.scheduler.queue;

import java.util.ArrayDeque;

/// Where the next reader of a queue table starts. Confined to its loop's thread.
///
/// Deleted rows leave dead index entries, and a long transaction anywhere in the database keeps them from being
/// vacuumed. A reader that starts at the front has to skip all of them. So it starts where it was a moment ago.
/// That moment is longer than a transaction that adds rows takes, since those rows may be slightly before the
/// last one read. Later commits are found by an occasional sweep from the front, which takes at most a
/// twentieth of the time.
public final class ClaimCursor<P extends Comparable<P>> {
    private static final long MOMENT = 200_000_000L;
    private static final long SWEEP_AT_LEAST_EVERY = 1_000_000_000L;
    private static final int SWEEP_SHARE = 20;

    private record Mark<P>(P place, long at) {}

    private final P front;
    private final ArrayDeque<Mark<P>> marks = new ArrayDeque<>();
    private P settled;
    private long nextSweep = Long.MIN_VALUE;

    /// @param front before all places
    public ClaimCursor(P front) {
        this.front = front;
        this.settled = front;
    }

    /// After which place to read now.
    ///
    /// @param now in nanoseconds, by a clock that never goes back
    public P begin(long now) {
        if (nextSweep == Long.MIN_VALUE || now - nextSweep >= 0) {
            return front;
        }
        while (!marks.isEmpty() && now - marks.getFirst().at() >= MOMENT) {
            settled = marks.removeFirst().place();
        }
        return settled;
    }

    /// What was read from there on has been taken.
    ///
    /// @param last the last place taken, or where the reading began if there was none
    public void taken(P began, P last, long beganAt, long now) {
        if (began.equals(front)) {
            nextSweep = now + Math.max(SWEEP_AT_LEAST_EVERY, SWEEP_SHARE * (now - beganAt));
        }
        if (last.compareTo(marks.isEmpty() ? settled : marks.getLast().place()) > 0) {
            marks.addLast(new Mark<>(last, now));
        }
    }
}

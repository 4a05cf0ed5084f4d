package dev.waymill.scheduler.queue;

import java.util.ArrayDeque;

/// Where the next read of a queue table starts. Confined to its loop's thread.
///
/// Deleted rows leave dead index entries, and a long transaction anywhere in the database keeps them from being
/// vacuumed. A read from the front has to skip all of them. So a read starts at the position that was reached
/// 0.2 s ago. That is longer than a transaction that adds rows takes; its rows may be slightly before the last
/// one read. Rows committed later than that are found by an occasional sweep from the front, which takes at
/// most a twentieth of the time.
public final class ClaimCursor<P extends Comparable<P>> {
    private static final long MOMENT = 200_000_000L;
    private static final long SWEEP_AT_LEAST_EVERY = 1_000_000_000L;
    private static final int SWEEP_SHARE = 20;

    private record Mark<P>(P place, long at) {}

    private final P front;
    private final ArrayDeque<Mark<P>> marks = new ArrayDeque<>();
    private P settled;
    private long nextSweep = Long.MIN_VALUE;

    /// @param front a position before all rows
    public ClaimCursor(P front) {
        this.front = front;
        this.settled = front;
    }

    /// Returns the position after which to read now.
    ///
    /// @param now in nanoseconds, by a clock that never goes back
    public P position(long now) {
        if (nextSweep == Long.MIN_VALUE || now - nextSweep >= 0) {
            return front;
        }
        while (!marks.isEmpty() && now - marks.getFirst().at() >= MOMENT) {
            settled = marks.removeFirst().place();
        }
        return settled;
    }

    /// Records that the rows from there on have been taken.
    ///
    /// @param last the position of the last row taken, or the start of the read if it found none
    public void taken(P from, P last, long beganAt, long now) {
        if (from.equals(front)) {
            nextSweep = now + Math.max(SWEEP_AT_LEAST_EVERY, SWEEP_SHARE * (now - beganAt));
        }
        if (last.compareTo(marks.isEmpty() ? settled : marks.getLast().place()) > 0) {
            marks.addLast(new Mark<>(last, now));
        }
    }
}

package dev.waymill.scheduler.dispatch;

import java.util.ArrayDeque;

/// Where in the fair order the next claim begins. Confined to the dispatcher's thread.
///
/// What was claimed leaves dead index entries behind, and while a long transaction runs anywhere in the
/// database nobody may clear them away: a claim that starts at the front would step over all of them. So it
/// starts where claims were a moment ago. That moment is longer than a transaction that adds tasks takes, since
/// those tasks may lie a little before the last claim. What comes later still is found by a sweep from the front,
/// now and then: at most a twentieth of the time goes into sweeping.
final class ClaimCursor {
    static final Place FRONT = new Place(-1, 0);

    private static final long MOMENT = 200_000_000L;
    private static final long SWEEP_AT_LEAST_EVERY = 1_000_000_000L;
    private static final int SWEEP_SHARE = 20;

    /// A place in the order of `ready`; the next claim begins after it.
    record Place(long start, long position) {}

    private record Mark(Place place, long at) {}

    private final ArrayDeque<Mark> marks = new ArrayDeque<>();
    private Place settled = FRONT;
    private long nextSweep = Long.MIN_VALUE;

    /// Where to begin a claim that begins now.
    ///
    /// @param now in nanoseconds, by a clock that never goes back
    Place begin(long now) {
        if (nextSweep == Long.MIN_VALUE || now - nextSweep >= 0) {
            return FRONT;
        }
        while (!marks.isEmpty() && now - marks.getFirst().at() >= MOMENT) {
            settled = marks.removeFirst().place();
        }
        return settled;
    }

    /// A claim has ended.
    ///
    /// @param last the last place it took, or where it began if it took none
    void claimed(Place began, Place last, long beganAt, long now) {
        if (began.equals(FRONT)) {
            nextSweep = now + Math.max(SWEEP_AT_LEAST_EVERY, SWEEP_SHARE * (now - beganAt));
        }
        if (isAfter(last, marks.isEmpty() ? settled : marks.getLast().place())) {
            marks.addLast(new Mark(last, now));
        }
    }

    private static boolean isAfter(Place place, Place other) {
        return place.start() > other.start() || place.start() == other.start() && place.position() > other.position();
    }
}

package dev.waymill.scheduler.dispatch;

import java.util.function.IntSupplier;

/// How many more tasks may be on their way. Counting them anew before each claim would be exact, but costs what
/// the claim does when dead rows cannot be cleared away; so a count holds for twenty times what it cost. Confined
/// to the dispatcher's thread.
final class Room {
    private static final int SHARE = 20;

    private final IntSupplier count;
    private long countAgainAt = Long.MIN_VALUE;
    private int left;

    Room(IntSupplier count) {
        this.count = count;
    }

    /// @param now in nanoseconds, by a clock that never goes back
    int left(long now) {
        if (countAgainAt == Long.MIN_VALUE || now - countAgainAt >= 0) {
            left = count.getAsInt();
            long after = System.nanoTime();
            countAgainAt = after + SHARE * (after - now);
        }
        return left;
    }

    void take(int tasks) {
        left -= tasks;
    }
}

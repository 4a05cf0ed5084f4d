package dev.waymill.worker.attempt;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Tells whether a dispatched record came to its turn too late. Its times are the scheduler's database's, and the
/// clocks of hosts may be hours apart, so this host's clock is not asked. Thread-safe.
///
/// Two things are known. The **newest record**: when it was read, the scheduler's time was its own at least, and
/// time has gone on since, by this process's steady clock. So that is never ahead of the truth, and as good as the
/// quickest record was. And the **worker's database**, which is right where both databases have the right time, but
/// nothing proves that. What is past by the first is past. What is past by the second alone is taken for past too,
/// as after a restart with an old backlog; but when it is so with everything for half a minute, it is the clocks
/// that differ, and only the newest record counts.
final class SchedulerClock {
    /// The newest of old records stop counting after two such periods: the scheduler's clock may be set back.
    private static final long PERIOD = Duration.ofMinutes(15).toNanos();

    private static final long ASK_AGAIN = Duration.ofMinutes(1).toNanos();
    private static final long DOUBT = Duration.ofSeconds(30).toNanos();
    private static final long NEVER = Long.MIN_VALUE / 2;

    private final Supplier<Instant> database;
    private final LongSupplier steady;

    /// All times below are nanoseconds, offsets between an epoch time and the steady clock.
    private long newest = NEVER;

    private long newestBefore = NEVER;
    private long periodBegan;
    private long databaseOffset = NEVER;
    private long askedAt;
    private @Nullable Long doubtSince;

    /// @param database asks the worker's database for its time
    /// @param steady nanoseconds that only grow
    SchedulerClock(Supplier<Instant> database, LongSupplier steady) {
        this.database = database;
        this.steady = steady;
    }

    /// @param dispatchedAt when the record was made
    /// @param startBy until when it may begin
    synchronized boolean isPast(Instant dispatchedAt, Instant startBy) {
        long now = steady.getAsLong();
        see(dispatchedAt, now);
        long limit = nanos(startBy);
        if (Math.max(newest, newestBefore) + now > limit) {
            return true;
        }
        if (databaseOffset(now) + now <= limit) {
            doubtSince = null;
            return false;
        }
        doubtSince = doubtSince == null ? now : doubtSince;
        return now - doubtSince < DOUBT;
    }

    private void see(Instant dispatchedAt, long now) {
        long offset = nanos(dispatchedAt) - now;
        if (newest == NEVER || now - periodBegan >= PERIOD) {
            newestBefore = newest;
            newest = offset;
            periodBegan = now;
        } else {
            newest = Math.max(newest, offset);
        }
    }

    private long databaseOffset(long now) {
        if (databaseOffset == NEVER || now - askedAt >= ASK_AGAIN) {
            databaseOffset = nanos(database.get()) - now;
            askedAt = now;
        }
        return databaseOffset;
    }

    private static long nanos(Instant moment) {
        return Math.addExact(Math.multiplyExact(moment.getEpochSecond(), 1_000_000_000L), moment.getNano());
    }
}

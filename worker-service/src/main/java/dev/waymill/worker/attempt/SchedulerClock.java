package dev.waymill.worker.attempt;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Decides whether a dispatched record is past its start deadline when its turn comes. Its times are by the
/// clock of the scheduler's database. Clocks of hosts may differ by hours, so this host's clock is not used.
/// Thread-safe.
///
/// There are two estimates of the scheduler's time. The **newest record**: when it was read, the scheduler's
/// time was at least the record's time, and it has advanced since by this process's steady clock. This estimate
/// is never ahead of the true time, and lags behind it by the delay of the fastest record. And the **worker's
/// database**, which is exact if both databases have the right time, but nothing proves that. A record past its
/// deadline by the first estimate is dropped. A record past it by the second alone is dropped too, as after a
/// restart with an old backlog. But if that is so for every record for half a minute, the clocks must differ,
/// and only the first estimate counts.
final class SchedulerClock {
    /// An estimate from old records expires after two of these periods, since the scheduler's clock may be set
    /// back.
    private static final long PERIOD = Duration.ofMinutes(15).toNanos();

    private static final long QUERY_INTERVAL = Duration.ofMinutes(1).toNanos();
    private static final long DOUBT = Duration.ofSeconds(30).toNanos();
    private static final long NEVER = Long.MIN_VALUE / 2;

    private final Supplier<Instant> database;
    private final LongSupplier steady;

    /// All times below are in nanoseconds; the estimates are offsets between epoch time and the steady clock.
    private long newest = NEVER;

    private long newestBefore = NEVER;
    private long periodBegan;
    private long databaseOffset = NEVER;
    private long queriedAt;
    private @Nullable Long doubtSince;

    /// @param database reads the time of the worker's database
    /// @param steady nanoseconds that only grow
    SchedulerClock(Supplier<Instant> database, LongSupplier steady) {
        this.database = database;
        this.steady = steady;
    }

    /// @param dispatchedAt when the record was created, by the scheduler's database
    /// @param startBy its start deadline, by the scheduler's database
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
        if (databaseOffset == NEVER || now - queriedAt >= QUERY_INTERVAL) {
            databaseOffset = nanos(database.get()) - now;
            queriedAt = now;
        }
        return databaseOffset;
    }

    private static long nanos(Instant moment) {
        return Math.addExact(Math.multiplyExact(moment.getEpochSecond(), 1_000_000_000L), moment.getNano());
    }
}

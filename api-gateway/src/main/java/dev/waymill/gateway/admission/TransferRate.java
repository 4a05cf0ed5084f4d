package dev.waymill.gateway.admission;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Checks a minimum transfer rate. A client that sends or reads only a byte now and then could hold a permit
/// for days. Confined to one thread.
final class TransferRate {
    /// The average rate is not checked before this time.
    private static final long PATIENCE = Duration.ofSeconds(30).toNanos();

    private final LongSupplier nanoTime;
    private final long beganAt;
    private final long bytesPerSecond;
    private final long longest;
    private long bytes;

    /// @param bytesPerSecond the minimum average rate, checked after the first 30 seconds
    /// @param longest the longest time for the whole transfer
    TransferRate(long bytesPerSecond, Duration longest) {
        this(bytesPerSecond, longest, System::nanoTime);
    }

    TransferRate(long bytesPerSecond, Duration longest, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.beganAt = nanoTime.getAsLong();
        this.bytesPerSecond = bytesPerSecond;
        this.longest = longest.toNanos();
    }

    /// Records transferred bytes.
    ///
    /// @return whether the rate is still sufficient
    boolean keeps(long more) {
        bytes += more;
        long took = nanoTime.getAsLong() - beganAt;
        return took < longest && (took < PATIENCE || bytes >= bytesPerSecond * (took / 1_000_000_000L));
    }
}

package dev.waymill.gateway.admission;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Checks a minimum transfer rate. A client that sends or reads a byte now and then would occupy a permit for
/// days. Confined to one thread.
final class TransferRate {
    /// What is too slow on average counts from here on.
    private static final long PATIENCE = Duration.ofSeconds(30).toNanos();

    private final LongSupplier nanoTime;
    private final long beganAt;
    private final long bytesPerSecond;
    private final long longest;
    private long bytes;

    /// @param bytesPerSecond on average, after the first half minute
    /// @param longest for all of them
    TransferRate(long bytesPerSecond, Duration longest) {
        this(bytesPerSecond, longest, System::nanoTime);
    }

    TransferRate(long bytesPerSecond, Duration longest, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.beganAt = nanoTime.getAsLong();
        this.bytesPerSecond = bytesPerSecond;
        this.longest = longest.toNanos();
    }

    /// So many more have come.
    ///
    /// @return whether to go on
    boolean keeps(long more) {
        bytes += more;
        long took = nanoTime.getAsLong() - beganAt;
        return took < longest && (took < PATIENCE || bytes >= bytesPerSecond * (took / 1_000_000_000L));
    }
}

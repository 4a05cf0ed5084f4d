package dev.waymill.gateway.job;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// Generates job ids: UUIDv7 (RFC 9562, section 5.7), so that ids sort by time and new rows are adjacent in the
/// index. Within a process, each id is greater than all earlier ones: the 12 bits after the milliseconds are a
/// counter (method 1 of section 6.2), which borrows from the next millisecond when it overflows. Thread-safe:
/// guarded by this.
@Component
public final class JobIds {
    private static final int COUNTER_BITS = 12;
    private static final long VERSION = 0x7000L;
    private static final long VARIANT = 1L << 63;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private long last;

    public JobIds(Clock clock) {
        this.clock = clock;
    }

    public synchronized UUID next() {
        last = Math.max(last + 1, clock.millis() << COUNTER_BITS);
        long high = (last >>> COUNTER_BITS << 16) | VERSION | (last & 0xFFF);
        return new UUID(high, VARIANT | (random.nextLong() >>> 2));
    }
}

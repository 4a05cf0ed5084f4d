package dev.waymill.worker.timeline;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A time range, `from` inclusive, `to` exclusive.
public record Range(Instant from, Instant to) {
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    /// The range of those bounds; an absent bound is open, and one outside of the database's range is moved
    /// inside.
    public static Range of(@Nullable Instant from, @Nullable Instant to) {
        return new Range(from == null ? EARLIEST : clamp(from), to == null ? LATEST : clamp(to));
    }

    private static Instant clamp(Instant instant) {
        if (instant.isBefore(EARLIEST)) {
            return EARLIEST;
        }
        return instant.isAfter(LATEST) ? LATEST : instant;
    }
}

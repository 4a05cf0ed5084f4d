package dev.waymill.worker.timeline;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;

/// One import's part of its owner's timeline: all points of it lie in this span, and statements look nowhere
/// else.
///
/// @param from time of its first point
/// @param to time of its last one
public record ImportSpan(int ownerNo, int importNo, Instant from, Instant to) {
    /// Named parameters of the statements. They write `(SELECT :from::timestamptz)`: the planner shall not know
    /// the values. Of points that came a moment ago the statistics know nothing; it would expect none between
    /// them, and join a million in a nested loop.
    Map<String, Object> params() {
        return Map.of("owner", ownerNo, "no", importNo, "from", utc(from), "to", utc(to));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}

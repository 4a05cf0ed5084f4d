package dev.waymill.worker.timeline;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;

/// The span of one import in its owner's timeline: all its points lie in it, and statements search nowhere
/// else.
public record ImportSpan(int ownerNo, int importNo, Instant from, Instant to) {
    /// Named parameters of the statements. The statements write `(SELECT :from::timestamptz)` to hide the
    /// values from the planner: the statistics do not yet cover recently inserted points, so it would expect
    /// none in the span and join a million in a nested loop.
    Map<String, Object> params() {
        return Map.of("owner", ownerNo, "no", importNo, "from", utc(from), "to", utc(to));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}

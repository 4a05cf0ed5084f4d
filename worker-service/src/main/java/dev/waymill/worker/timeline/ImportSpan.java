package dev.waymill.worker.timeline;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The span of one import in its owner's timeline: all its points lie in it, and statements search nowhere
/// else.
public record ImportSpan(int ownerNo, int importNo, Instant from, Instant to) {
    private static final Duration SMALLEST = Duration.ofNanos(1_000);

    /// The part from one time until before another, where null is no limit; empty if no point can be in it.
    public Optional<ImportSpan> between(@Nullable Instant first, @Nullable Instant before) {
        var start = first == null || first.isBefore(from) ? from : first;
        var end = before == null || before.isAfter(to) ? to : before.minus(SMALLEST);
        return end.isBefore(start) ? Optional.empty() : Optional.of(new ImportSpan(ownerNo, importNo, start, end));
    }

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

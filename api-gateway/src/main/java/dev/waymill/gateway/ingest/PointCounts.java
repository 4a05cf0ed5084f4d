package dev.waymill.gateway.ingest;

import dev.waymill.formats.point.RejectionReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Counts received and rejected points, and logs the rejected ones, since a phone shows no responses. Thread-safe.
@Component
final class PointCounts {
    private static final Duration LOG_INTERVAL = Duration.ofHours(1);
    private static final Logger LOG = LoggerFactory.getLogger(PointCounts.class);

    private final MeterRegistry meters;
    private final Clock clock;
    /// When a warning was last logged for each owner.
    private final Map<String, Instant> lastLogged = new ConcurrentHashMap<>();

    PointCounts(MeterRegistry meters, Clock clock) {
        this.meters = meters;
        this.clock = clock;
        // Registers all counters at the start: a rate does not see the first increment of a new counter.
        for (var source : Source.values()) {
            for (var reason : RejectionReason.values()) {
                rejected(source, reason.code());
            }
            received(source);
        }
    }

    private Counter rejected(Source source, String reason) {
        return Counter.builder("waymill.live.rejected")
                .description("Live points that were rejected")
                .tag("source", source.code())
                .tag("reason", reason)
                .register(meters);
    }

    private Counter received(Source source) {
        return Counter.builder("waymill.live.received")
                .description("Live points that were stored")
                .tag("source", source.code())
                .register(meters);
    }

    /// Counts points that were stored.
    void stored(Source source, int points) {
        received(source).increment(points);
    }

    /// Counts the points, and logs them at most once per owner and hour.
    ///
    /// @param rejectedBy the number of rejected points by reason code
    /// @param example the text of one of them
    void rejected(String owner, Source source, Map<String, Integer> rejectedBy, String example) {
        rejectedBy.forEach((reason, count) -> rejected(source, reason).increment(count));
        if (!rejectedBy.isEmpty() && shouldLog(owner)) {
            LOG.warn(
                    "owner={} source={} sent unusable points, reasons={} e.g. {}; logging the next in {}",
                    owner,
                    source.code(),
                    rejectedBy,
                    example,
                    LOG_INTERVAL);
        }
    }

    private boolean shouldLog(String owner) {
        var now = clock.instant();
        var shouldLog = new AtomicBoolean();
        lastLogged.compute(owner, (_, last) -> {
            shouldLog.set(last == null || !now.isBefore(last.plus(LOG_INTERVAL)));
            return shouldLog.get() ? now : last;
        });
        return shouldLog.get();
    }
}

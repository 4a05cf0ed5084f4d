package dev.waymill.gateway.outbox;

import dev.waymill.runtime.metrics.Buckets;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// Measures the publication of one outbox. Thread-safe.
final class OutboxMeters {
    private final Timer delay;
    private final Counter refused;
    private final Clock clock;

    OutboxMeters(String what, MeterRegistry registry, Clock clock) {
        this.clock = clock;
        this.delay = Buckets.WAIT
                .timer("waymill.outbox.delay", "Time from the commit of a row to its acknowledgement by the broker")
                .tag("outbox", what)
                .register(registry);
        this.refused = Counter.builder("waymill.outbox.refused")
                .description("Rows that the broker can never take, e.g. because their records are too large")
                .tag("outbox", what)
                .register(registry);
    }

    /// @param since when the row was inserted, by the clock of the gateway or the database that did so
    void published(Instant since) {
        var took = Duration.between(since, clock.instant());
        delay.record(took.isNegative() ? Duration.ZERO : took);
    }

    void refused() {
        refused.increment();
    }
}

package dev.waymill.worker.handler;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// Counts attempts that did not go their way. All meters are there from the start, so that an alert sees the
/// first increment.
@Component
class AttemptMeters {
    private final Map<Stop, Counter> stopped;
    private final Counter expired;

    AttemptMeters(MeterRegistry registry) {
        stopped = Arrays.stream(Stop.values())
                .collect(Collectors.toMap(
                        why -> why,
                        why -> Counter.builder("waymill.attempts.stopped")
                                .description("Attempts that were stopped before their handler was done")
                                .tag("reason", why.code())
                                .register(registry),
                        (one, _) -> one,
                        () -> new EnumMap<>(Stop.class)));
        expired = Counter.builder("waymill.attempts.expired")
                .description("Records that came to their turn too late and were dropped")
                .register(registry);
    }

    void stopped(Stop why) {
        Objects.requireNonNull(stopped.get(why)).increment();
    }

    void expired() {
        expired.increment();
    }
}

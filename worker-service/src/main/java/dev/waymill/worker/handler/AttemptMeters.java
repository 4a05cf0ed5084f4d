package dev.waymill.worker.handler;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// Counts abnormal ends of attempts. All meters exist from the start, so that an alert sees the first
/// increment.
@Component
public class AttemptMeters {
    private final Map<StopReason, Counter> stopped;
    private final Counter expired;

    public AttemptMeters(MeterRegistry registry) {
        stopped = Arrays.stream(StopReason.values())
                .collect(Collectors.toMap(
                        why -> why,
                        why -> Counter.builder("waymill.attempts.stopped")
                                .description("Attempts stopped before their handler finished")
                                .tag("reason", why.code())
                                .register(registry),
                        (one, _) -> one,
                        () -> new EnumMap<>(StopReason.class)));
        expired = Counter.builder("waymill.attempts.expired")
                .description("Records dropped because they got a slot too late")
                .register(registry);
    }

    void stopped(StopReason why) {
        Objects.requireNonNull(stopped.get(why)).increment();
    }

    public void expired() {
        expired.increment();
    }
}

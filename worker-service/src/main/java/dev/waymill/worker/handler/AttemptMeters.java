package dev.waymill.worker.handler;

import dev.waymill.events.TaskReported.Report;
import dev.waymill.runtime.metrics.Buckets;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// Measures attempts and counts their abnormal ends. All meters exist from the start, so that an alert sees the first
/// increment.
@Component
public class AttemptMeters {
    private final MeterRegistry registry;
    private final Map<StopReason, Counter> stopped;
    private final Counter expired;
    private final Map<String, Runs> runs = new ConcurrentHashMap<>();
    private final AtomicInteger busy = new AtomicInteger();

    public AttemptMeters(MeterRegistry registry) {
        this.registry = registry;
        stopped = Arrays.stream(StopReason.values())
                .collect(Collectors.toMap(
                        why -> why,
                        why -> Counter.builder("waymill.attempts.stopped")
                                .description("Attempts stopped before their handler finished")
                                .tag("reason", why.code())
                                .register(registry),
                        (one, _) -> one,
                        () -> new EnumMap<>(StopReason.class)));
        Gauge.builder("waymill.worker.slots.busy", busy, AtomicInteger::get)
                .description("Attempts that this worker runs now")
                .register(registry);
        expired = Counter.builder("waymill.attempts.expired")
                .description("Records dropped because they got a slot too late")
                .register(registry);
    }

    /// The time that the handlers of one kind run, by outcome.
    private record Runs(Timer succeeded, Timer failed, Timer snoozed) {
        Timer of(Report end) {
            return switch (end) {
                case Report.Done _ -> succeeded;
                case Report.Failed _ -> failed;
                case Report.Snoozed _ -> snoozed;
                case Report.Started _, Report.Progressed _ ->
                    throw new IllegalArgumentException("Not an outcome: " + end);
            };
        }
    }

    /// Registers the meters of a task kind.
    void add(String kind) {
        runs.put(kind, new Runs(run(kind, "succeeded"), run(kind, "failed"), run(kind, "snoozed")));
    }

    private Timer run(String kind, String outcome) {
        return Buckets.RUN
                .timer("waymill.task.run", "Time that handlers run")
                .tag("kind", kind)
                .tag("outcome", outcome)
                .register(registry);
    }

    /// Measures one attempt of a kind that was [added][#add].
    Report measure(String kind, Supplier<Report> attempt) {
        busy.incrementAndGet();
        long began = System.nanoTime();
        try {
            var end = attempt.get();
            Objects.requireNonNull(runs.get(kind)).of(end).record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
            return end;
        } finally {
            busy.decrementAndGet();
        }
    }

    void stopped(StopReason why) {
        Objects.requireNonNull(stopped.get(why)).increment();
    }

    public void expired() {
        expired.increment();
    }
}

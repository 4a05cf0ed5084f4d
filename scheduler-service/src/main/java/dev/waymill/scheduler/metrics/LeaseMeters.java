package dev.waymill.scheduler.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/// Counts leases that were taken back. Thread-safe.
@Component
public class LeaseMeters {
    private final Counter silent;
    private final Counter neverStarted;
    private final Counter unsent;

    LeaseMeters(MeterRegistry registry) {
        silent = counter("silent", registry);
        neverStarted = counter("never-started", registry);
        unsent = counter("unsent", registry);
    }

    private static Counter counter(String why, MeterRegistry registry) {
        return Counter.builder("waymill.leases.taken.back")
                .description("Leases taken back because the worker was silent or never started the task; `unsent` are"
                        + " those whose task is sent again, since the broker did not have it in time")
                .tag("why", why)
                .register(registry);
    }

    public void silent(int leases) {
        silent.increment(leases);
    }

    public void neverStarted(int leases) {
        neverStarted.increment(leases);
    }

    public void unsent(int leases) {
        unsent.increment(leases);
    }
}

package dev.waymill.runtime.loop;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/// A gauge that is sampled in the background, because a scrape must not wait for a database. Thread-safe.
public final class SampledGauge {
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final DoubleSupplier sample;
    private volatile double value;

    private SampledGauge(DoubleSupplier sample) {
        this.sample = sample;
    }

    /// Registers an age in seconds; 0 until the first sample.
    ///
    /// @param loop name of the loop that samples it
    /// @return that loop
    public static Loop ofAge(
            String loop, String meter, String description, DoubleSupplier sample, MeterRegistry registry) {
        var gauge = new SampledGauge(sample);
        Gauge.builder(meter, gauge, it -> it.value)
                .description(description)
                .baseUnit("seconds")
                .strongReference(true)
                .register(registry);
        return new Loop(loop, INTERVAL, gauge::tick);
    }

    private boolean tick() {
        value = sample.getAsDouble();
        return false;
    }
}

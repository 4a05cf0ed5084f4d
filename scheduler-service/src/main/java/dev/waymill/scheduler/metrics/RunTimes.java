package dev.waymill.scheduler.metrics;

import java.time.Duration;
import java.util.OptionalDouble;
import org.springframework.stereotype.Component;

/// How long attempts take: the mean over those whose ends this scheduler applied in the last minutes. Older
/// ones count less and less; while none end, the mean stays. Thread-safe.
@Component
public class RunTimes {
    private static final double HALF_LIFE_SECONDS = 150;
    /// Fewer attempts are not forgotten, or the mean would be lost.
    private static final double LEAST = 1;

    private double seconds;
    private double attempts;

    synchronized void add(Duration ran) {
        seconds += ran.toNanos() / 1e9;
        attempts++;
    }

    /// Lets earlier attempts count less.
    ///
    /// @param passed since the last call
    public synchronized void age(Duration passed) {
        if (attempts > LEAST) {
            double kept = Math.pow(0.5, passed.toNanos() / 1e9 / HALF_LIFE_SECONDS);
            seconds *= kept;
            attempts *= kept;
        }
    }

    /// Returns the mean in seconds; empty until the first attempt has ended.
    public synchronized OptionalDouble meanSeconds() {
        return attempts == 0 ? OptionalDouble.empty() : OptionalDouble.of(seconds / attempts);
    }
}

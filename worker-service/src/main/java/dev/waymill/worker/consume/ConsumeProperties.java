package dev.waymill.worker.consume;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How much one worker process takes on.
///
/// @param concurrency records worked on at the same time by this process
/// @param prefetch records taken beyond those, so that a thread that becomes free has work at once
/// @param drain how long a stop waits for running records
@ConfigurationProperties("waymill.consume")
public record ConsumeProperties(
        @DefaultValue("4") int concurrency,
        @DefaultValue("4") int prefetch,
        @DefaultValue("10s") Duration drain) {
    public ConsumeProperties {
        if (concurrency < 1 || prefetch < 0) {
            throw new IllegalArgumentException("waymill.consume: concurrency must be 1 or more, prefetch 0 or more");
        }
    }

    int inFlight() {
        return concurrency + prefetch;
    }
}

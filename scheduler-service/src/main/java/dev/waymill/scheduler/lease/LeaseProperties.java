package dev.waymill.scheduler.lease;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param silence how long a worker may send no heartbeat before its tasks are taken back. Workers send one
///     every second. Time in which the scheduler itself receives nothing does not count, so Kafka's session
///     timeouts (9 s for the broker, 6 s for the consumer) may be longer
@ConfigurationProperties("waymill.lease")
record LeaseProperties(@DefaultValue("7s") Duration silence) {
    LeaseProperties {
        if (silence.compareTo(Duration.ofSeconds(3)) < 0) {
            throw new IllegalArgumentException(
                    "waymill.lease.silence must be at least 3s: workers send a heartbeat every second");
        }
    }

    /// How long a worker may be silent before the scheduler sends an echo to check that it can receive.
    Duration suspicion() {
        return silence.dividedBy(4);
    }

    /// The longest gap between two echoes that still counts as continuous receiving. After a longer gap, echoes
    /// must arrive for the whole silence time again, so that workers have the time to reach their broker, too.
    Duration gap() {
        return silence.dividedBy(2);
    }
}

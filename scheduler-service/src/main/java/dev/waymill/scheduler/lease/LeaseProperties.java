package dev.waymill.scheduler.lease;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param silence how long a worker may be unheard before its tasks are taken back. It beats once a second, so
///     this is how long it may stand still. What we do not hear since we are deaf is not counted, so no
///     time-out of Kafka's matters here: not the broker's session (9 s) nor our consumer's (6 s)
@ConfigurationProperties("waymill.lease")
record LeaseProperties(@DefaultValue("7s") Duration silence) {
    LeaseProperties {
        if (silence.compareTo(Duration.ofSeconds(3)) < 0) {
            throw new IllegalArgumentException("waymill.lease.silence is at least 3s: workers beat once a second");
        }
    }

    /// From when on an unheard worker is asked about by an echo.
    Duration suspicion() {
        return silence.dividedBy(4);
    }

    /// How far apart two echoes may be for us to have listened all the time: a way that was shut for so long
    /// must be open for the time of a silence again, in which workers reach their broker, too.
    Duration gap() {
        return silence.dividedBy(2);
    }
}

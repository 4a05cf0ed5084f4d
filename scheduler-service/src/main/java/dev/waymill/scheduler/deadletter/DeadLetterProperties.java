package dev.waymill.scheduler.deadletter;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param retention how long a dead letter is kept after it was retried or dismissed; an open one is kept
///     forever
@ConfigurationProperties("waymill.dead-letters")
record DeadLetterProperties(@DefaultValue("30d") Duration retention) {
    DeadLetterProperties {
        if (retention.isNegative()) {
            throw new IllegalArgumentException("waymill.dead-letters.retention must not be negative");
        }
    }
}

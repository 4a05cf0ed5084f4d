package dev.waymill.gateway.live;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// `waymill.live.*`: when an owner's points become an import.
///
/// @param flushPoints as soon as this many points are waiting
/// @param flushAfter as soon as the oldest point has waited this long
@ConfigurationProperties("waymill.live")
record LiveProperties(
        @DefaultValue("1000") int flushPoints,
        @DefaultValue("2s") Duration flushAfter) {
    LiveProperties {
        if (flushPoints < 1 || flushAfter.isNegative()) {
            throw new IllegalArgumentException("waymill.live: flush-points is 1 or more, flush-after 0s or more");
        }
    }
}

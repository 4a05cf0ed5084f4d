package dev.waymill.gateway.stream;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// `waymill.stream.*`
///
/// @param maxOpen the most open streams of this process; further ones get 429
/// @param heartbeat how long a stream may be silent before a comment line keeps it alive
@ConfigurationProperties("waymill.stream")
record StreamProperties(
        @DefaultValue("500") int maxOpen,
        @DefaultValue("15s") Duration heartbeat) {
    StreamProperties {
        if (maxOpen < 1 || !heartbeat.isPositive()) {
            throw new IllegalArgumentException("waymill.stream: max-open is 1 or more, heartbeat more than 0s");
        }
    }
}

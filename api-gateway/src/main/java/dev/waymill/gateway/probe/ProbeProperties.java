package dev.waymill.gateway.probe;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// `waymill.probe.*`
///
/// @param every how often a probe job is submitted; 0 for never
@ConfigurationProperties("waymill.probe")
record ProbeProperties(@DefaultValue("PT1M") Duration every) {
    ProbeProperties {
        if (every.isNegative() || every.isPositive() && every.toSeconds() < 1) {
            throw new IllegalArgumentException("waymill.probe.every is 0 or at least a second, not " + every);
        }
    }
}

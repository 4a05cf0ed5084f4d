package dev.waymill.gateway.upload;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// `waymill.upload.*`
///
/// @param maxSize the largest accepted file
/// @param maxConcurrent the most concurrent uploads of this process; further ones get 429
/// @param defaultGrace the grace period of imports that do not set one
/// @param resumableFor how long a resumable upload can be continued after its last bytes
@ConfigurationProperties("waymill.upload")
public record UploadProperties(
        @DefaultValue("10GB") DataSize maxSize,
        @DefaultValue("16") int maxConcurrent,
        @DefaultValue("5m") Duration defaultGrace,
        @DefaultValue("1d") Duration resumableFor) {
    public UploadProperties {
        if (maxSize.toBytes() < 1 || maxConcurrent < 1 || defaultGrace.isNegative() || !resumableFor.isPositive()) {
            throw new IllegalArgumentException(
                    "waymill.upload: max-size, max-concurrent and resumable-for are more than 0, default-grace not less");
        }
    }
}

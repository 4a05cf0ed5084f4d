package dev.waymill.gateway.submit;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// `waymill.bulk.*`
///
/// @param maxLines the most lines of a request; later lines are not read
/// @param maxLine the longest line
@ConfigurationProperties("waymill.bulk")
record BulkProperties(
        @DefaultValue("100000") int maxLines,
        @DefaultValue("512KB") DataSize maxLine) {
    BulkProperties {
        if (maxLines < 1 || maxLine.toBytes() < 1 || maxLine.toBytes() > 1 << 20) {
            throw new IllegalArgumentException("waymill.bulk: max-lines is 1 or more, max-line from 1B to 1MB");
        }
    }
}

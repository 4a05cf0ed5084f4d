package dev.waymill.worker.retention;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param keep how long an attempt is kept after its end, and an import after it was discarded or reverted; a
///     day or more
@ConfigurationProperties("waymill.history")
record HistoryProperties(@DefaultValue("30d") Duration keep) {
    HistoryProperties {
        if (keep.compareTo(Duration.ofDays(1)) < 0) {
            throw new IllegalArgumentException("waymill.history.keep must be a day or more");
        }
    }
}

package dev.waymill.scheduler.retention;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param keep how long a job is kept after it has finished, with its tasks and their attempts; longer than the
///     topics' retention, since a job that is created again after its deletion is a new job
@ConfigurationProperties("waymill.history")
record HistoryProperties(@DefaultValue("30d") Duration keep) {
    HistoryProperties {
        if (keep.compareTo(Duration.ofDays(1)) < 0) {
            throw new IllegalArgumentException("waymill.history.keep must be at least a day");
        }
    }
}

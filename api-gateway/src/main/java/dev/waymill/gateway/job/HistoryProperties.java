package dev.waymill.gateway.job;

import java.time.Duration;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// `waymill.history.*`: how long data is kept that nothing needs any more. Each value is a day or more.
///
/// @param keep how long a job is kept after it finished; a job is never deleted while the scheduler keeps it
/// @param forgotten how long the id and the owner of a deleted job are kept
/// @param idempotencyKeys how long an Idempotency-Key is kept after its first use
/// @param files how long the file of an import is kept after the import succeeded or was cancelled. The file of
///     a failed import, which can be retried, is kept as long as the job
@ConfigurationProperties("waymill.history")
public record HistoryProperties(
        @DefaultValue("30d") Duration keep,
        @DefaultValue("30d") Duration forgotten,
        @DefaultValue("30d") Duration idempotencyKeys,
        @DefaultValue("7d") Duration files) {
    private static final Duration LEAST = Duration.ofDays(1);

    public HistoryProperties {
        if (Stream.of(keep, forgotten, idempotencyKeys, files).anyMatch(time -> time.compareTo(LEAST) < 0)) {
            throw new IllegalArgumentException("Every waymill.history.* setting must be a day or more");
        }
    }
}

package dev.waymill.gateway.job;

import java.time.Duration;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// `waymill.history.*`: how long things are kept that nothing needs any more. Each is a day or more.
///
/// @param keep a job after it is over; never less than the scheduler keeps it
/// @param forgotten after a job was forgotten, whose it was
/// @param idempotencyKeys an Idempotency-Key after its first use
/// @param files the file of an import that has succeeded or was cancelled, after that; that of a failed one, which
///     may be retried, is kept as long as the job
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

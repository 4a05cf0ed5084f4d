package dev.waymill.scheduler.dispatch;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param batch tasks claimed at once
/// @param perSlot tasks on their way for each slot of a living worker
/// @param sendWithin how long a claimed task may take to reach the broker, then any scheduler sends it again;
///     longer than the producer tries, so that no two do at the same time
/// @param startWithin how long a sent task may wait for a worker; long, since the broker keeps it. Its record
///     says until when that is
/// @param workerSilence how long an unheard worker counts as living
@ConfigurationProperties("waymill.dispatch")
record DispatchProperties(
        @DefaultValue("500") int batch,
        @DefaultValue("2") int perSlot,
        @DefaultValue("25s") Duration sendWithin,
        @DefaultValue("15m") Duration startWithin,
        @DefaultValue("5s") Duration workerSilence) {
    DispatchProperties {
        if (batch < 1 || perSlot < 1) {
            throw new IllegalArgumentException("waymill.dispatch: batch and per-slot must be at least 1");
        }
    }
}

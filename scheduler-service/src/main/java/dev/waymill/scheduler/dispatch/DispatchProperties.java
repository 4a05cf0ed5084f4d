package dev.waymill.scheduler.dispatch;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param batch tasks claimed at once, 1 or more
/// @param perSlot dispatched tasks not yet started, for each slot of a live worker; 1 or more
/// @param sendWithin how long a claimed task may take to reach the broker; after that any scheduler sends it
///     again. Longer than the producer tries, so that no two schedulers send it at the same time
/// @param startWithin how long a sent task may wait for a worker; long, since the broker keeps it. Its record
///     contains this deadline
/// @param workerSilence how long a worker counts as live after its last heartbeat
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

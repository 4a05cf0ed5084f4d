package dev.waymill.scheduler.status;

import dev.waymill.events.rest.SchedulerStatus.SampleTime;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// When a sample was read.
///
/// @param at by the scheduler's clock
/// @param nanos by a monotonic clock, for its age
record SampleMoment(Instant at, long nanos) {
    static SampleTime timeOf(@Nullable SampleMoment moment, long now) {
        return moment == null
                ? new SampleTime(null, null)
                : new SampleTime(moment.at, Math.round((now - moment.nanos) / 1e6) / 1e3);
    }
}

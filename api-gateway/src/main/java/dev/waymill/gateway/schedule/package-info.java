/// Recurring jobs: by cron with a time zone, or at an interval. Called over REST; a tick twice a second fires
/// due schedules, on any number of gateways. A firing submits its job and advances the schedule in one
/// transaction: it happens once, even if a gateway dies.
@NullMarked
@ApplicationModule(allowedDependencies = {"job", "key", "problem", "submit", "trace"})
package dev.waymill.gateway.schedule;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

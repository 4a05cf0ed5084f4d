/// Jobs that are submitted again and again: by cron with a time zone, or every so often.
/// Called over REST; a tick of twice a second fires what is due, on any number of gateways.
/// A firing submits its job and moves the schedule on in one transaction: it happens once, whoever dies.
@NullMarked
@ApplicationModule(allowedDependencies = {"job", "key", "problem", "submit"})
package dev.waymill.gateway.schedule;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

/// The outbox: publishes unpublished job rows as job-created events to the scheduler.
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.waymill.gateway.outbox;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

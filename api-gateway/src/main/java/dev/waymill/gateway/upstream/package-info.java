/// Clients for the internal REST of the scheduler and the worker, with short timeouts. Called by the view (to
/// compose a job), the timeline, and the health check. An unavailable service is a [Reply], not an exception:
/// the caller decides what to do.
@NullMarked
@ApplicationModule(allowedDependencies = "problem")
package dev.waymill.gateway.upstream;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

/// The scheduler and the worker as the gateway sees them: their internal REST, asked with short timeouts.
/// Called by the view (to compose a job), the timeline, and the health check.
/// A neighbour that is down is an [Answer], not an exception: the caller decides what that means.
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.waymill.gateway.neighbour;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

/// Limits on shared resources per request: concurrency, body size and time. Called by a filter for every
/// authenticated request, and by controllers whose requests are long or large. Permits are shared by owner, so
/// that no owner can block the others.
@NullMarked
@ApplicationModule(allowedDependencies = "problem")
package dev.waymill.gateway.admission;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

/// The W3C trace of a request: taken from `traceparent` or begun, returned to the caller, written to the log, and
/// sent on with every event and every internal call.
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.waymill.gateway.trace;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

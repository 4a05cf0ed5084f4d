/// The W3C trace of a request: begun by the gateway, with a link to the caller's; returned to the caller, written to
/// the log, and sent on with every event and every internal call.
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.waymill.gateway.trace;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

/// The gateway's part of a recovery, which an operator runs after restoring databases or losing the topics.
///
/// The start of the service calls it in place of the service. It has every accepted job published again that is
/// not finished; the scheduler ignores those that it knows.
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.waymill.gateway.recovery;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

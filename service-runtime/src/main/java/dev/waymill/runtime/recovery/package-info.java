/// The command `recover` of a service: what an operator runs after restoring databases, or after losing the
/// topics, while all services are stopped.
///
/// A service's start calls [Recovery] with its own steps, so that each service changes only its own database.
/// All statements of a service are one transaction. Each step has the same effect whether it runs once or more
/// often, so a recovery that failed halfway is repeated as a whole.
@NullMarked
package dev.waymill.runtime.recovery;

import org.jspecify.annotations.NullMarked;

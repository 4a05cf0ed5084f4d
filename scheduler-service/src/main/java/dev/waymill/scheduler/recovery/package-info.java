/// The scheduler's part of a recovery, which an operator runs after restoring databases or losing the topics.
///
/// The start of the service calls it in place of the service. It returns all leases, since no attempt runs
/// while the services are stopped, and has the state of each job published again that the gateway may have
/// wrong. If the worker's database was restored, the jobs that changed a timeline since then run again, in the
/// order of their ends.
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.waymill.scheduler.recovery;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

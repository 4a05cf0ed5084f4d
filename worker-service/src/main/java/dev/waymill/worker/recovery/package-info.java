/// The worker's part of a recovery, which an operator runs after restoring databases or losing the topics.
///
/// The start of the service calls it in place of the service. If the scheduler's database was restored, it
/// numbers its attempts as before, so attempts that began since then are forgotten; otherwise they would be
/// refused as known. If the worker's database was restored, live points are read again, and each batch still
/// takes effect once.
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.waymill.worker.recovery;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

/// Handlers and the code that runs them. A handler knows nothing of leases and retries: it returns an
/// [Outcome]. Whatever it throws, an Error included, becomes a failure, or a snooze if the database is
/// unavailable.
///
/// A handler runs on its own thread, watched by the thread that took the record. It is stopped if its job is
/// cancelled, at its time limit, or after too long without progress: first asked, then interrupted, then its
/// database connections are closed. If nothing helps it is abandoned, so that the slot is free again.
@NullMarked
@ApplicationModule(allowedDependencies = {"consume", "report"})
package dev.waymill.worker.handler;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

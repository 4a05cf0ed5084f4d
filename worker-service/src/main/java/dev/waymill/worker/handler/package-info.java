/// The life of one attempt: claim → start → handle → decide → report; and the interface of all handlers.
///
/// The claim is a row: (task, attempt) runs once, on whichever worker inserts it first. A handler knows nothing
/// of leases and retries: it returns an [Outcome]; what it throws becomes a failure, or a snooze when the
/// database is away.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"consume", "report"})
package dev.waymill.worker.handler;

import org.jspecify.annotations.NullMarked;

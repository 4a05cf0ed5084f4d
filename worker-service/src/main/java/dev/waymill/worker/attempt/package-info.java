/// The life of one attempt: claim, start, handle, report.
///
/// The claim is a row: (task, attempt) runs once, on the worker that inserts it first. A record whose time to begin has
/// passed is dropped. An attempt that has reported its start reports an end. The claim is inserted in batches with the
/// claims of other threads (group commit).
@NullMarked
@ApplicationModule(allowedDependencies = {"consume", "handler", "report"})
package dev.waymill.worker.attempt;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

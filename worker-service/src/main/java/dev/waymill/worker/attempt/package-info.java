/// One attempt from its claim over start and handler to its report.
///
/// The claim is a row: (task, attempt) runs once, on the worker that inserts it first. A record that is past
/// its start deadline is dropped. An attempt that has reported its start always reports an end. The claim is
/// inserted in batches with the claims of other threads (group commit).
@NullMarked
@ApplicationModule(allowedDependencies = {"consume", "handler", "report"})
package dev.waymill.worker.attempt;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

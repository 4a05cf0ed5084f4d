/// Jobs that only pretend: for trying how jobs behave, and for measuring what a job costs beside its work.
/// Called by the attempt runner, as any handler.
/// They have no effect outside, so they may run any number of times.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = "handler")
package dev.waymill.worker.simulation;

import org.jspecify.annotations.NullMarked;

/// Simulated jobs, to try how jobs behave and to measure the overhead of a job. Called by the attempt runner
/// like any handler. They have no effects, so they may run any number of times.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = "handler")
package dev.waymill.worker.simulation;

import org.jspecify.annotations.NullMarked;

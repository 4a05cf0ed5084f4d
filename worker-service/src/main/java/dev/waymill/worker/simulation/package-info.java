/// Simulated jobs, for trying out jobs and for measuring the overhead of a job. The attempt runner calls them
/// like any handler. They have no effects, so they may run any number of times.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = "handler")
package dev.waymill.worker.simulation;

import org.jspecify.annotations.NullMarked;

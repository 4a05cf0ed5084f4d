/// Runs the worker's tasks on the consuming engine. Creates its consumers from Boot's settings, starts and
/// stops it, reports its health, and serves the actuator endpoint `consume`, which shows each partition and
/// sets the concurrency.
@NullMarked
@ApplicationModule(allowedDependencies = {"consume", "consume :: offset"})
package dev.waymill.worker.engine;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

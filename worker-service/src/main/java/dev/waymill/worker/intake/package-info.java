/// The worker's tasks through the consuming engine: its consumers from Boot's settings, its start and stop, its
/// health, and the actuator's `consume`, which shows how each partition stands and changes the concurrency.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = "consume")
package dev.waymill.worker.intake;

import org.jspecify.annotations.NullMarked;

/// What this worker tells the scheduler: reports of its attempts, and a heartbeat that stands for all of them.
/// A report of an end is sent until the broker has it; progress and heartbeats are sent once, the next one
/// makes up.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = "consume")
package dev.waymill.worker.report;

import org.jspecify.annotations.NullMarked;

/// What this worker tells the scheduler: reports of its attempts, and a heartbeat that stands for all of them.
/// A report of an end is sent until the broker has it; one that fits into no record becomes a failure. Progress
/// and heartbeats are sent once, the next one makes up; progress never waits for the broker.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = "consume")
package dev.waymill.worker.report;

import org.jspecify.annotations.NullMarked;

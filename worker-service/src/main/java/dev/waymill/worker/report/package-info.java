/// Sends this worker's reports to the scheduler, and a heartbeat for all its attempts. A report of an end is
/// sent until the broker has it; one that does not fit into a record becomes a failure. Progress and heartbeats
/// are sent once, and the next one replaces a lost one; progress never waits for the broker.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = "consume")
package dev.waymill.worker.report;

import org.jspecify.annotations.NullMarked;

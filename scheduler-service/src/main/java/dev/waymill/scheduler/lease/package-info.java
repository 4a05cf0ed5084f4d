/// Takes expired leases back.
///
/// A running attempt keeps its lease as long as heartbeats of its worker arrive. If a worker is silent, its
/// tasks run again and the attempts are not counted. Only time in which the scheduler receives its own echoes
/// counts as silence (package echo). A dispatched attempt that no worker starts in time is dispatched again. A
/// worker may be alive but slow: then its report is late and changes nothing, and its work is wasted.
///
/// A worker's death does not count against tasks that merely ran beside the cause: see decision 015.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"echo", "metrics", "report"})
package dev.waymill.scheduler.lease;

import org.jspecify.annotations.NullMarked;

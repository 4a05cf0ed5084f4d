/// Takes expired leases back.
///
/// A running attempt lives as long as its worker is heard; a silent worker's tasks run again, uncounted.
/// Silence is counted only as far as we hear ourselves (package echo). A dispatched attempt that nobody began
/// in its time is dispatched again. We may be wrong about a worker that is alive but slow: that worker's report
/// is then late and changes nothing, and its work was in vain.
///
/// A worker's death does not count against tasks that merely ran beside the cause: see decision 015.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"report", "echo"})
package dev.waymill.scheduler.lease;

import org.jspecify.annotations.NullMarked;

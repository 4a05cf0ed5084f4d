/// Leases that nobody keeps: taken back.
///
/// A running attempt lives as long as its worker is heard; a silent worker's tasks go back with the attempt
/// counted. A dispatched one that never began goes back uncounted when its time is up. It may be wrong about a
/// worker that is alive but slow: that worker's report is then late and changes nothing, and its work was in
/// vain.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = "report")
package dev.waymill.scheduler.lease;

import org.jspecify.annotations.NullMarked;

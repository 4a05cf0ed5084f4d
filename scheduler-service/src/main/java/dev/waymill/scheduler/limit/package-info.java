/// Limits: how many tasks of a type of jobs, or of an owner, may be out at once, how many may go out within a
/// time, and whether any may at all.
///
/// Operators set them over REST, dispatch asks an [Allowance] with each claim. Nothing is counted up and down:
/// what is out is read from the leases, so no crash and no lost report can leave a slot taken for ever.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
package dev.waymill.scheduler.limit;

import org.jspecify.annotations.NullMarked;

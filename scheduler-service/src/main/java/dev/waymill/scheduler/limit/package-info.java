/// Limits: how many tasks of a job type or owner may run at once, how many may be dispatched per period, and
/// whether any may be dispatched.
///
/// Operators set them over REST, dispatch asks an [ClaimBudget] with each claim. Nothing is counted up and down:
/// what is out is read from the leases, so no crash and no lost report can leave a slot taken for ever.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
package dev.waymill.scheduler.limit;

import org.jspecify.annotations.NullMarked;

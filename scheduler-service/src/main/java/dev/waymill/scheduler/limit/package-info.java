/// Limits: how many tasks of a job type or owner may run at once, how many may be dispatched per period, and
/// whether any may be dispatched.
///
/// Operators set limits over REST; each claim asks a [ClaimBudget]. There is no counter to increment and
/// decrement: dispatched and running tasks are counted from the leases, so a crash or a lost report cannot
/// leave a slot taken forever.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
package dev.waymill.scheduler.limit;

import org.jspecify.annotations.NullMarked;

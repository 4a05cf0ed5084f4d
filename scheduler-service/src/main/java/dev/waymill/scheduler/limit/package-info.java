/// Limits how many tasks of a job type or owner run at once and how many are dispatched per period, and pauses
/// them.
///
/// Operators set limits over REST; each claim asks a [ClaimBudget]. There is no counter to increment and
/// decrement: dispatched and running tasks are counted from the leases, so a crash or a lost report cannot
/// leave a slot taken forever.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
package dev.waymill.scheduler.limit;

import org.jspecify.annotations.NullMarked;

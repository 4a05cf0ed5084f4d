/// Jobs: taken in once, settled from their tasks, cancelled on request, shown to the gateway.
///
/// Whoever changes a job or moves a task of it locks the job's row first; several jobs in the order of their
/// ids. So no two transactions can cross on one job, and none can wait for each other in a circle.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"task", "intake", "loop"})
package dev.waymill.scheduler.job;

import org.jspecify.annotations.NullMarked;

/// Jobs: taken in once, settled from their tasks, cancelled on request, shown to the gateway.
///
/// A failed job can be retried, once what it had done is cleaned up: a revival. Its tasks keep their ids and go
/// on with the next attempt; workers are told the revival's number, so that nothing of an earlier life takes
/// effect in a later one, and each life has a clean-up of its own.
///
/// Whoever changes a job or moves a task of it locks the job's row first; several jobs in the order of their
/// ids. So no two transactions can cross on one job, and none can wait for each other in a circle.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"task", "intake"})
package dev.waymill.scheduler.job;

import org.jspecify.annotations.NullMarked;

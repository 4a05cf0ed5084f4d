/// Jobs: inserted once, settled from their tasks, cancelled on request, shown to the gateway.
///
/// A failed job can be retried, once what it had done is cleaned up: a revival. Its tasks keep their ids and go
/// on with the next attempt; workers are told the revival's number, so that nothing of an earlier life takes
/// effect in a later one, and each life has a clean-up of its own.
///
/// Every transaction that changes a job, or moves one of its tasks, locks the job's row first; several jobs in
/// the order of their ids. So transactions on one job are serialised, and none can deadlock.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"task", "intake"})
package dev.waymill.scheduler.job;

import org.jspecify.annotations.NullMarked;

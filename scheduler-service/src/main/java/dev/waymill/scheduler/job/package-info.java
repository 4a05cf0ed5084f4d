/// Inserts jobs once, settles them from their tasks, and cancels them on request.
///
/// Every transaction that changes a job, or moves one of its tasks, locks the job's row first; several jobs in
/// the order of their ids. So transactions on one job are serialised, and they cannot deadlock.
@NullMarked
@ApplicationModule(allowedDependencies = {"inbox", "metrics", "queue", "task"})
package dev.waymill.scheduler.job;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

/// Deletes data of jobs that finished long ago, so that no table grows forever.
///
/// Ended tasks and attempts are stored in day partitions, by the day in which the job's id was created.
/// Partitions are created ahead. A job that finished longer ago than `waymill.history.keep` is deleted with its
/// tasks, oldest first, in batches, under the job's lock; then its day's partitions are dropped. A job with an
/// open dead letter or an unfinished clean-up is kept, and so is a job whose last change or dead letter is not
/// yet published. Before the partitions of a day are dropped, rows of its younger or open jobs move to the
/// default partitions; they are deleted with their job.
///
/// Rows of dead workers and of unused concurrency keys are deleted, too. Times are the database's. The gateway
/// asks which jobs are still kept, and deletes none of those.
///
/// A loop runs it. Several schedulers may do so at once. A lock that would block others is given up after a
/// moment and retried in the next round.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"limit", "queue"})
package dev.waymill.scheduler.retention;

import org.jspecify.annotations.NullMarked;

/// Retention: deletes what finished long ago, so that no table grows forever.
///
/// Ended tasks and attempts are stored in day partitions, by the day in which the job's id was created.
/// Partitions are created ahead. A job finished longer ago than `waymill.history.keep` is deleted with its
/// tasks, oldest first, in batches, under the job's lock; then its day's partitions are dropped. A job with an
/// open dead letter or an unfinished clean-up stays, and so does a job whose last change or dead letter is not
/// yet published. Rows of younger or open jobs of that day move to the default partitions first, and are
/// deleted with their job.
///
/// Rows of workers that are gone and of concurrency keys that no job has go, too. Time is the database's. The
/// gateway asks which jobs are still kept, and forgets none of them.
///
/// A loop runs it. Several schedulers may do so at once. Locks that would block others are given up after a
/// moment and retried in the next round.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"limit", "queue"})
package dev.waymill.scheduler.retention;

import org.jspecify.annotations.NullMarked;

/// History: what is over for long enough is forgotten, so that no table grows for ever.
///
/// The ends of tasks and attempts lie in day partitions, by the day on which the job's id was made. The days to
/// come are made ahead. A job that has been over for longer than `waymill.history.keep`, with nothing of it
/// left to do or to tell and no open dead letter, is deleted with its tasks, oldest first and a batch at a
/// time, under the job's lock; then its day's partitions are dropped. What belongs to younger or open jobs of
/// that day moves to the default partitions first, and goes with its job.
///
/// Rows of workers that are gone and of concurrency keys that no job has go, too. Time is the database's. The
/// gateway asks which jobs are still kept, and forgets none of them.
///
/// Nobody calls it otherwise; a loop ticks. Any number of schedulers may do so at once. What takes a lock that others
/// must wait for gives up after a moment and is tried again with the next round.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"limit", "task"})
package dev.waymill.scheduler.history;

import org.jspecify.annotations.NullMarked;

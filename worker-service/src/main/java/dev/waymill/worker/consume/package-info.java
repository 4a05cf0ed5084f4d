/// Consumes many records of a partition concurrently, finishes them in any order, and commits only finished
/// ones. Independent of tasks, imports and Spring: [ConsumerEngine] is the only entry point.
///
/// **Threads.** Only the poll thread uses the consumer: it polls, pauses, resumes and commits, and owns all
/// bookkeeping. Pool threads run the handler and return each record through the completion queue. **Order**:
/// none, by key, or by partition; records that must wait for each other are in one serial queue, which runs one
/// record at a time.
///
/// **Asynchronous handlers.** An asynchronous handler ([AsyncRecordHandler]) starts a record and returns a
/// stage that completes it. No thread waits, and the thread that completes a stage starts the next record.
/// Everything else is the same.
///
/// **Offsets.** The committed offset is the lowest unfinished one. The commit's metadata lists the other
/// unfinished offsets, so records finished beyond the watermark do not run again after a restart, a crash or a
/// rebalance. A record is taken only if the metadata is sure to hold it, so a partition with too many
/// unfinished records slows down instead of losing track. Records finished after the last commit (200 ms) run
/// again after a crash: effects must be idempotent.
///
/// **Failures.** If a handler throws, an Error included, the record goes to the dead letters and the offset
/// moves on; if that fails as well, the record stays unfinished and is retried later, and its serial queue
/// waits. If a handler hangs, other records of the partition continue, metrics and log name the record, and the
/// watermark waits. If it returns after the partition was revoked, its result is ignored.
///
/// **Rebalances.** Running records of a revoked partition may finish within a time limit and are committed; the
/// rest is fenced. A lost partition is fenced at once and commits nothing. Partitions kept in a cooperative
/// rebalance are not affected. A member that leaves during a rebalance waits until it ends, since the client
/// refuses commits until then.
///
/// **Records that may run twice**: those not committed when the process was killed or the partition was lost,
/// those still running when the partition was handed over, and those that could not be committed within the
/// time limit. Except for a kill, `waymill.consume.repeatable` counts each such record; while it is zero, no
/// record runs twice.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
package dev.waymill.worker.consume;

import org.jspecify.annotations.NullMarked;

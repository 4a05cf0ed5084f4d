/// Takes many records of a partition at once, finishes them in any order, and commits only what is finished.
/// Free of any task or import, and of Spring: [ConsumerEngine] is all that others start.
///
/// **Threads.** The poll thread alone talks to the consumer: it polls, pauses, resumes and commits, and owns
/// all bookkeeping. Crew members run the handler and hand each record back through the returns. **Order**:
/// none, by key, or by partition; records that wait for each other stand in a lane, and one turn of a lane runs
/// one record.
///
/// **Work done elsewhere.** A handler that asks somebody without waiting ([AsyncRecordHandler]) begins a record
/// and names the stage that ends it; no thread waits, and who ends a stage begins the next record. Everything
/// else is the same.
///
/// **Offsets.** Committed is the lowest unfinished offset; the commit's metadata names the other unfinished
/// ones, so what finished beyond the watermark does not run again after a restart, a crash or a rebalance. A
/// record is taken only when the metadata is sure to hold it, so a partition with too many unfinished ones
/// slows down instead of forgetting. What finished after the last commit (200 ms) runs again after a crash:
/// effects must be idempotent.
///
/// **A handler that** throws, an Error too: the record is given up, to the dead letters as a rule, and the
/// offset moves on; when that fails as well, the record stays unfinished and comes again after a while, and its
/// lane waits. Hangs: its partition's others go on, metrics and log name it, and the watermark waits. Returns
/// after its partition went: the result counts nowhere here, since it belongs to an assignment that is closed.
///
/// **Rebalances.** What is revoked may finish within a bound and is committed; the rest is fenced. What is lost
/// is fenced at once and commits nothing. Retained partitions of a cooperative rebalance notice nothing. A member
/// that leaves while a rebalance is open waits until it is over, since the client refuses every commit before.
///
/// **What may run twice**: what was not committed when its process was killed or its partition was lost, what was
/// still running when its partition was handed over, and what could not be committed within the bound. But for the
/// kill, `waymill.consume.repeatable` counts each such record; while it stays zero, none runs twice.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
package dev.waymill.worker.consume;

import org.jspecify.annotations.NullMarked;

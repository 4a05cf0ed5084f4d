/// Decides which tasks run next and sends them to workers.
///
/// A tick moves delayed tasks that are due to `ready`, then claims a batch of ready tasks: rows move from
/// `ready` to `lease`, with the next attempt number as fence, in one short transaction (`FOR UPDATE SKIP
/// LOCKED` in a materialized CTE: as a bare subquery the LIMIT may be evaluated more than once and claim more
/// rows than it says). Claimed tasks are sent after the commit, before their claim expires. After a crash in
/// between or a failed send, the claim stays: its tasks are sent again, as the same attempts. A worker's report
/// that arrives before the send returns finds its lease. A task that no broker accepts fails.
///
/// A record says until when its attempt may start; the lease lasts longer. A worker drops a record that is past
/// that time, so it never starts an attempt that has been dispatched again.
///
/// The order of `ready` is fair (start-time fair queuing, Goyal, Vin, Cheng, SIGCOMM 1996): a task gets a
/// virtual start when it becomes ready, max(clock, end of its flow's last task). A flow is an owner's fresh
/// tasks or its retries of one priority, and a task takes cost(priority, retry) of virtual time. The clock is
/// the greatest start claimed. So a claim is one index scan from the front, however many tasks one owner has
/// queued. `ClaimCursor` remembers where the front is while dead index entries cannot be vacuumed.
///
/// If operators have set limits, the claim goes through [LimitedClaim], under one lock for all schedulers.
///
/// The number of dispatched tasks that have not started is bounded by the slots of the live workers, so that
/// Kafka never becomes the queue. Any number of schedulers may tick at once.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"limit", "metrics", "publish", "queue"})
package dev.waymill.scheduler.dispatch;

import org.jspecify.annotations.NullMarked;

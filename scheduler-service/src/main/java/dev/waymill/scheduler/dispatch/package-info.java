/// Dispatch: which tasks go to workers now.
///
/// A tick makes due what was delayed, then claims a batch of ready tasks: rows move from `ready` to `lease`,
/// with the next attempt number as fence, in one short transaction (`FOR UPDATE SKIP LOCKED` in a fenced CTE:
/// as a bare subquery the LIMIT may be evaluated more than once and more rows claimed than it says). What was
/// claimed is sent after the commit, within the time of its claim. A crash in between, or a send that fails,
/// leaves the claim: its tasks are sent again, as the same attempts. An answer that is faster than our own send
/// finds its lease. A task that no broker takes fails.
///
/// A record says until when its attempt may begin; the lease stands for longer. So a worker that drops what is
/// past that time never begins what was dispatched anew meanwhile.
///
/// The order of `ready` is fair (start-time fair queuing, Goyal, Vin, Cheng, SIGCOMM 1996): a task gets a
/// virtual start when it becomes ready, max(clock, end of its flow's last task), where a flow is an owner's
/// fresh tasks or its retries of one priority, and a task takes cost(priority, retry) of virtual time. The
/// clock is the greatest start claimed. So a claim is one index scan from the front, whoever has queued how
/// much. `ClaimCursor` tells where the front is while dead index entries cannot be cleared away.
///
/// Where operators have set limits, the claim goes through [LimitedClaim], under one lock for all schedulers.
///
/// What is dispatched but not started is bounded by what the living workers can take, so that Kafka never
/// becomes the queue. Any number of schedulers may tick at once.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"limit", "publish", "queue"})
package dev.waymill.scheduler.dispatch;

import org.jspecify.annotations.NullMarked;

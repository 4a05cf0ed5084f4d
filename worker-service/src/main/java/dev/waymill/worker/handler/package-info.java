/// The life of one attempt: claim → start → handle → report; and the interface of all handlers.
///
/// The claim is a row: (task, attempt) runs once, on whichever worker inserts it first. A record that comes to its
/// turn too late is dropped instead. A handler knows nothing of leases and retries: it returns an [Outcome]; what
/// it throws, an Error too, becomes a failure, or a snooze when the database is away. An attempt that has reported
/// its start reports an end.
///
/// A handler runs on a thread of its own, watched by the thread of its slot. It is stopped when its job is
/// cancelled, past its time limit, or without progress for too long: asked, interrupted, its connections closed,
/// and in the end left alone, so that the slot is free again.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"consume", "report"})
package dev.waymill.worker.handler;

import org.jspecify.annotations.NullMarked;

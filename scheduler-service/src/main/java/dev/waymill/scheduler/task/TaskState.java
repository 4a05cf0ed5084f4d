package dev.waymill.scheduler.task;

import java.util.Set;

/// The state of a task, and which states may follow. [#next()] lists all transitions.
public enum TaskState {
    /// Waits until somebody releases it. A crash changes nothing.
    HELD,
    /// Waits for other tasks; the last of them makes it READY. A crash changes nothing.
    BLOCKED,
    /// May run: in `delayed` until its run time, in `waiting_for_key` while its concurrency key is in use, then in
    /// `ready`. The dispatcher moves it on, or somebody holds it. A crash changes nothing.
    READY,
    /// Leased and sent to a worker: in `lease` without a worker. The worker's start report moves it on, or its
    /// end report if the start arrives late. After a crash before sending, it is sent again. If no worker
    /// starts it in time it is READY again, and no attempt is counted.
    DISPATCHED,
    /// A worker has started it: in `lease` with that worker. The worker's report moves it on. If the worker
    /// crashes, it becomes silent: the task is READY again and the attempt is not counted; it is DEAD after two
    /// workers died while running nothing else.
    RUNNING,
    /// Done. Final.
    SUCCEEDED,
    /// Failed for good: not retryable, or out of attempts. Only a manual retry moves it on.
    DEAD,
    /// Its job was cancelled or failed. Only a retry of the failed job moves it on; a cancelled job that is
    /// retried begins with a new task.
    CANCELLED;

    /// The states this one may change to; empty for a final state.
    public Set<TaskState> next() {
        return switch (this) {
            case HELD, BLOCKED -> Set.of(READY, CANCELLED);
            case READY -> Set.of(DISPATCHED, HELD, CANCELLED);
            case DISPATCHED -> Set.of(RUNNING, SUCCEEDED, READY, DEAD, CANCELLED);
            case RUNNING -> Set.of(SUCCEEDED, READY, DEAD, CANCELLED);
            case DEAD -> Set.of(READY);
            case CANCELLED -> Set.of(READY, BLOCKED);
            case SUCCEEDED -> Set.of();
        };
    }
}

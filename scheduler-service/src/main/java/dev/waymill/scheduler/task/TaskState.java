package dev.waymill.scheduler.task;

import java.util.Set;

/// Where a task stands, and what may follow. All transitions that exist are in [#next()].
public enum TaskState {
    /// Waits until somebody releases it. A release moves it on. A crash changes nothing.
    HELD,
    /// Waits for other tasks. The last of them moves it on. A crash changes nothing.
    BLOCKED,
    /// May run: in `delayed` until its time has come, in `gated` while its concurrency key is taken, then in
    /// `ready`. The dispatcher moves it on, or somebody holds it. A crash changes nothing.
    READY,
    /// Leased out and on its way: in `lease` without a worker. The worker that takes it moves it on, by its
    /// start or, where that is heard late, by its end. After a crash before it was sent it is sent again.
    /// Nobody begins it in its time: READY again, and no attempt is counted.
    DISPATCHED,
    /// A worker has begun: in `lease` with that worker. Its report moves it on. A crash of the worker makes it
    /// silent: READY again, the attempt not counted; DEAD when two workers died while they ran nothing else.
    RUNNING,
    /// Done. Final.
    SUCCEEDED,
    /// It failed for good: not retryable, or out of attempts. Only people move it on.
    DEAD,
    /// Its job was cancelled, or failed. Only people who retry a failed job move it on.
    CANCELLED;

    /// The states this one may move to; empty when nothing can happen any more.
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

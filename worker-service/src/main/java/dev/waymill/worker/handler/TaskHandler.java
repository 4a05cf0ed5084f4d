package dev.waymill.worker.handler;

import dev.waymill.events.AttemptLimits;

/// Runs the tasks of one kind. Called on several threads at once.
public interface TaskHandler {
    /// The task kind, e.g. `import.stage`.
    String kind();

    /// How long an attempt may take, unless configured otherwise; a job may set a shorter limit.
    default AttemptLimits limits() {
        return AttemptLimits.NONE;
    }

    /// Runs the task and returns how it ended. May be called again for the same task, after a crash at any
    /// point, so its effects must be idempotent. Throws only on unexpected errors.
    Outcome handle(Attempt attempt) throws Exception;
}

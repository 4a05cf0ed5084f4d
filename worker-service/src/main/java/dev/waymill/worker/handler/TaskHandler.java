package dev.waymill.worker.handler;

import dev.waymill.events.AttemptLimits;

/// Does the tasks of one kind. Called on several threads at once.
public interface TaskHandler {
    /// The task kind, e.g. `import.stage`.
    String kind();

    /// How long an attempt may take, unless the configuration says else; a job may ask for less.
    default AttemptLimits limits() {
        return AttemptLimits.NONE;
    }

    /// Does the task and says how it ended. May be called again for the same task, after a crash at any point,
    /// so its effects must be idempotent. Only the unexpected is thrown.
    Outcome handle(Attempt attempt) throws Exception;
}

package dev.waymill.worker.handler;

/// Why an attempt must stop before its handler is done.
enum StopReason {
    CANCELLED("cancelled"),
    TIME_LIMIT("time-limit"),
    NO_PROGRESS("no-progress"),
    /// The worker shuts down; another worker runs the task.
    SHUTDOWN("shutdown");

    private final String code;

    StopReason(String code) {
        this.code = code;
    }

    /// The name in errors and meters.
    String code() {
        return code;
    }
}

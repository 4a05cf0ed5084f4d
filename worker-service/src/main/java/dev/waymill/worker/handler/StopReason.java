package dev.waymill.worker.handler;

/// Why an attempt is to stop before its handler is done.
enum StopReason {
    CANCELLED("cancelled"),
    TIME_LIMIT("time-limit"),
    NO_PROGRESS("no-progress"),
    /// The worker goes down; another one is to run the task.
    SHUTDOWN("shutdown");

    private final String code;

    StopReason(String code) {
        this.code = code;
    }

    /// As errors and meters name it.
    String code() {
        return code;
    }
}

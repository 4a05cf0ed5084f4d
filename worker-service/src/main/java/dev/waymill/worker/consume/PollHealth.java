package dev.waymill.worker.consume;

import java.time.Duration;

/// The health of one poll thread's passes. Thread-safe: one thread writes, any thread reads.
final class PollHealth {
    private volatile long endedNanos = System.nanoTime();
    private volatile String error = "";

    /// A pass succeeded.
    void ended() {
        endedNanos = System.nanoTime();
        error = "";
    }

    void failed(Throwable why) {
        error = why.toString();
    }

    /// How long ago the last pass succeeded.
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - endedNanos);
    }

    /// The error since then; empty if there was none.
    String error() {
        return error;
    }
}

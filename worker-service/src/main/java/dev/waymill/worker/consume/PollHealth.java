package dev.waymill.worker.consume;

import java.time.Duration;

/// How the passes of one poll thread went. Thread-safe: one thread writes, any thread reads.
final class PollHealth {
    private volatile long endedNanos = System.nanoTime();
    private volatile String error = "";

    /// Another one ended well.
    void ended() {
        endedNanos = System.nanoTime();
        error = "";
    }

    void broke(Throwable why) {
        error = why.toString();
    }

    /// Since the last one that ended well.
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - endedNanos);
    }

    /// What broke since then; empty when nothing did.
    String error() {
        return error;
    }
}

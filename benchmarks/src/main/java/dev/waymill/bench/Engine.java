package dev.waymill.bench;

/// A job system with its own database: ours or a peer.
interface Engine extends AutoCloseable {
    /// The name in the output.
    String name();

    /// The divisor of the number of jobs, larger for a slower engine.
    default int handicap() {
        return 1;
    }

    /// Adds no-op jobs with a payload of 1 KB to the queue without running them.
    void enqueue(int jobs) throws Exception;

    /// Runs all queued jobs, and returns when the end of the last one is committed.
    ///
    /// @return nanoseconds
    long drain(int jobs) throws Exception;

    @Override
    void close();
}

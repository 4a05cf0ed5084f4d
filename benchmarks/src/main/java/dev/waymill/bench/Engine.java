package dev.waymill.bench;

/// A job system on a database of its own: ours or a peer.
interface Engine extends AutoCloseable {
    /// What it is called in the output.
    String name();

    /// Puts no-op jobs with a payload of 1 KB into its queue; nothing runs yet.
    void enqueue(int jobs) throws Exception;

    /// Runs all that is queued and returns when the end of the last one is committed.
    ///
    /// @return nanoseconds
    long drain(int jobs) throws Exception;

    @Override
    void close();
}

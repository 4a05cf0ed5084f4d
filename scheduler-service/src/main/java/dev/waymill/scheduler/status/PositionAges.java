package dev.waymill.scheduler.status;

import java.util.ArrayDeque;

/// The age of the first row of a queue whose rows have positions but no times: remembers which position was the
/// last one at earlier samples. Ages are at least so much; after a restart they begin at zero. Confined to one
/// thread.
final class PositionAges {
    /// More samples than an hour has. If the queue stands for longer, later samples are not remembered.
    private static final int MOST = 512;

    private record Sample(long last, long nanos) {}

    private final ArrayDeque<Sample> samples = new ArrayDeque<>();

    /// Adds a sample of a queue that is not empty.
    ///
    /// @param first position of its first row
    /// @param last position of its last row
    /// @param now in nanoseconds
    /// @return the age of the first row in seconds
    double ageSeconds(long first, long last, long now) {
        while (!samples.isEmpty() && samples.getFirst().last() < first) {
            samples.removeFirst();
        }
        boolean grew = samples.isEmpty() || samples.getLast().last() < last;
        if (grew && samples.size() < MOST) {
            samples.addLast(new Sample(last, now));
        }
        return (now - samples.getFirst().nanos()) / 1e9;
    }

    int remembered() {
        return samples.size();
    }

    /// Adds a sample of an empty queue.
    void empty() {
        samples.clear();
    }
}

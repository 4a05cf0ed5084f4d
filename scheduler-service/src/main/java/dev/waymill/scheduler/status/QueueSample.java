package dev.waymill.scheduler.status;

import dev.waymill.scheduler.status.SampleStore.Backlog;
import dev.waymill.scheduler.status.SampleStore.Depth;
import dev.waymill.scheduler.status.SampleStore.Workers;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// What the database showed at one time.
///
/// @param time null before the first sample
/// @param changesOldestSeconds age of the oldest unpublished change
/// @param meanRunSeconds mean duration of an attempt; empty if unknown
record QueueSample(
        @Nullable SampleMoment time,
        List<Depth> depths,
        Workers workers,
        Backlog backlog,
        double changesOldestSeconds,
        OptionalDouble meanRunSeconds) {
    private static final double MINUTE = 60;

    static final QueueSample NONE = new QueueSample(
            null,
            List.of(),
            new Workers(0, 0, 1),
            new Backlog(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
            0,
            OptionalDouble.empty());

    long tasks(String state) {
        return depths.stream()
                .filter(depth -> depth.state().equals(state))
                .mapToLong(Depth::tasks)
                .sum();
    }

    double oldestSeconds(String state) {
        return depths.stream()
                .filter(depth -> depth.state().equals(state))
                .map(Depth::oldestSeconds)
                .mapToDouble(seconds -> seconds == null ? 0 : seconds)
                .sum();
    }

    /// How many workers would finish what is ready within a minute, beside what runs; at least one. Without a
    /// mean nobody knows how long the ready tasks take: then it is no fewer than live now.
    int wantedWorkers() {
        long ready = tasks("ready");
        double busy = ready * meanRunSeconds.orElse(0) / MINUTE + tasks("running");
        int wanted = (int) Math.ceil(busy / workers.slotsEach());
        int least = meanRunSeconds.isEmpty() && ready > 0 ? Math.max(1, workers.living()) : 1;
        return Math.max(least, wanted);
    }
}

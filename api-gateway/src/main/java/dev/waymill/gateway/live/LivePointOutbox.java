package dev.waymill.gateway.live;

import dev.waymill.events.LivePoints;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.gateway.job.JobIds;
import dev.waymill.runtime.loop.Loop;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Accepts live points. Thread-safe.
@Component
public class LivePointOutbox {
    private final LiveStreams streams;
    private final LiveBatchStore batches;
    private final JobIds ids;
    private final Clock clock;
    private final TransactionTemplate transaction;
    private final Loop livePointsLoop;

    LivePointOutbox(
            LiveStreams streams,
            LiveBatchStore batches,
            JobIds ids,
            Clock clock,
            TransactionTemplate transaction,
            Loop livePointsLoop) {
        this.streams = streams;
        this.batches = batches;
        this.ids = ids;
        this.clock = clock;
        this.transaction = transaction;
        this.livePointsLoop = livePointsLoop;
    }

    /// Stores all points, or none if this throws. After this returns, they survive a crash of any process, and
    /// are on their way to the timeline.
    ///
    /// @param points one or more
    public void insert(String owner, List<TimelinePoint> points) {
        var devices = points.stream().map(LivePointOutbox::deviceOf).collect(Collectors.toSet());
        transaction.executeWithoutResult(_ -> {
            var byDevice = streams.of(owner, devices);
            var byStream = points.stream()
                    .collect(Collectors.groupingBy(
                            point -> Objects.requireNonNull(byDevice.get(deviceOf(point))),
                            LinkedHashMap::new,
                            Collectors.toList()));
            var events = new ArrayList<LivePoints>();
            byStream.forEach(
                    (stream, theirs) -> events.addAll(LiveEvents.of(stream, owner, theirs, ids, clock.instant())));
            batches.insert(owner, events);
        });
        livePointsLoop.wake();
    }

    private static String deviceOf(TimelinePoint point) {
        return Objects.requireNonNullElse(point.device(), LiveStreams.UNNAMED);
    }
}

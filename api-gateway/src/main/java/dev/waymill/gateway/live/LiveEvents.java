package dev.waymill.gateway.live;

import dev.waymill.events.EventCodec;
import dev.waymill.events.LivePoints;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.gateway.job.JobIds;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes events of points.
final class LiveEvents {
    private LiveEvents() {}

    /// As few events as possible, each with at most [LivePoints#MOST] points.
    ///
    /// @param points of that stream
    static List<LivePoints> of(LiveStream stream, String owner, List<TimelinePoint> points, JobIds ids, Instant now) {
        var events = new ArrayList<LivePoints>();
        for (int from = 0; from < points.size(); from += LivePoints.MOST) {
            var part = points.subList(from, Math.min(points.size(), from + LivePoints.MOST));
            events.add(new LivePoints(
                    ids.next(),
                    now,
                    stream.job(),
                    stream.name(),
                    owner,
                    part.stream().map(LiveEvents::point).toList()));
        }
        return events;
    }

    /// The event as JSON.
    static String text(LivePoints event) {
        return new String(EventCodec.encode(event), StandardCharsets.UTF_8);
    }

    private static LivePoints.Point point(TimelinePoint point) {
        return new LivePoints.Point(
                point.epochMillis(),
                point.latitudeE7(),
                point.longitudeE7(),
                known(point.elevation()),
                known(point.accuracy()),
                known(point.speed()),
                known(point.course()),
                known(point.battery()),
                point.device(),
                point.activity());
    }

    private static @Nullable Float known(float value) {
        return Float.isNaN(value) ? null : value;
    }
}

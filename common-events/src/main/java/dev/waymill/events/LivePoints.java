package dev.waymill.events;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Points that a phone or a program sent: gateway to workers. Takes effect once per event id.
///
/// @param streamId the job that stands for the owner's live stream of that device; the points' import
/// @param streamName the name of that stream, for people
/// @param owner whose points they are; from the sender's key, never from a request body
/// @param points one or more, at most [#MOST]
public record LivePoints(
        UUID eventId, Instant occurredAt, UUID streamId, String streamName, String owner, List<Point> points)
        implements Event {
    public static final String TYPE = "live-points.v1";
    /// Type of the job that stands for a stream. No task belongs to it.
    public static final String JOB_TYPE = "live";
    /// This many points with the longest names fit into a record.
    public static final int MOST = 500;

    private static final int MOST_LATITUDE = 900_000_000;
    private static final int MOST_LONGITUDE = 1_800_000_000;

    public LivePoints {
        points = List.copyOf(points);
        if (points.isEmpty() || points.size() > MOST) {
            throw new IllegalArgumentException("An event has 1 to %d points".formatted(MOST));
        }
    }

    /// A point.
    ///
    /// @param time milliseconds since 1970, UTC
    /// @param lat WGS 84, 1e-7 degree
    /// @param lon WGS 84, 1e-7 degree
    /// @param elevation metres; null if not known, as all that follow
    /// @param accuracy metres
    /// @param speed metres per second
    /// @param course degrees from true north
    /// @param battery per cent
    /// @param device its name
    /// @param activity as in the timeline
    public record Point(
            long time,
            int lat,
            int lon,
            @Nullable Float elevation,
            @Nullable Float accuracy,
            @Nullable Float speed,
            @Nullable Float course,
            @Nullable Float battery,
            @Nullable String device,
            @Nullable String activity) {
        public Point {
            if (Math.abs((long) lat) > MOST_LATITUDE || Math.abs((long) lon) > MOST_LONGITUDE) {
                throw new IllegalArgumentException("A point is not on the earth");
            }
        }
    }

    @Override
    public String topic() {
        return Topics.LIVE_POINTS;
    }

    @Override
    public String key() {
        return owner;
    }
}

package dev.waymill.formats.producer;

import dev.waymill.formats.point.GreatCircle;
import dev.waymill.formats.point.PointSink;
import dev.waymill.formats.point.RejectionReason;
import dev.waymill.formats.reader.HeldPoint;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/// Decides which waypoints of a GPX file are points of the timeline. The time of a favourite or a geocache is
/// when it was saved, not when anyone was there.
///
/// GPX lists waypoints before tracks, so they are kept in memory until the tracks are read. They follow the
/// track's points then, so of a waypoint and a track point of the same fix the track point comes first.
public final class Waypoints {
    /// Most waypoints kept. Of further ones only what is known when they are read counts.
    private static final int MOST = 10_000;
    /// Most comparisons with track points, so that times out of order do not make them many.
    private static final int MOST_COMPARISONS = 10_000_000;

    private static final double RADIUS = 6_371_000;
    /// A waypoint that a traveller at 50 m/s could not have reached from the track was saved on a map.
    private static final double FASTEST = 50;

    private static final double NEAR = 200;

    private final PointSink sink;
    private final boolean areWanted;
    private final LogEvidence evidence = new LogEvidence();
    private final List<Held> held = new ArrayList<>();
    private final NavigableMap<Long, List<Held>> byTime = new TreeMap<>();
    private Producer producer = Producer.OTHER;
    private int comparisons;

    private boolean hasTrack;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;
    private long time;
    private int latitude;
    private int longitude;

    public Waypoints(Reading reading) {
        this.sink = reading.sink();
        this.areWanted = reading.hints().waypoints();
    }

    /// What the elements of a waypoint show.
    public enum Kind {
        UNKNOWN,
        /// It has satellites, a speed or the like, which only a receiver at that place can measure.
        MEASURED,
        GEOCACHE
    }

    /// A waypoint that is not decided on yet.
    private static final class Held {
        private final HeldPoint waypoint;
        private final Kind kind;
        private boolean isOnTrack;

        private Held(HeldPoint waypoint, Kind kind) {
            this.waypoint = waypoint;
            this.kind = kind;
        }
    }

    public void producer(Producer newProducer) {
        producer = newProducer;
    }

    /// Ends the waypoint that the builder has begun.
    ///
    /// @param name empty if it has none
    public void add(PointBuilder fix, String name, Kind kind) {
        fix.hold(RejectionReason.SAVED_PLACE).ifPresent(waypoint -> {
            long at = waypoint.point().epochMillis();
            var place = new Held(waypoint, kind);
            place.isOnTrack = hasTrack && at >= first && at <= last;
            evidence.add(name, at);
            if (held.size() == MOST) {
                decide(place);
                return;
            }
            held.add(place);
            if (!place.isOnTrack && kind != Kind.GEOCACHE) {
                byTime.computeIfAbsent(at, _ -> new ArrayList<>(1)).add(place);
            }
        });
    }

    /// Compares the waypoints so far with a point of a track that was accepted.
    public void track(PointBuilder fix) {
        long now = fix.time().millis();
        if (!byTime.isEmpty()) {
            compare(fix, Math.min(hasTrack ? time : now, now), Math.max(hasTrack ? time : now, now));
        }
        hasTrack = true;
        first = Math.min(first, now);
        last = Math.max(last, now);
        time = now;
        latitude = fix.latitudeE7();
        longitude = fix.longitudeE7();
    }

    private void compare(PointBuilder fix, long from, long to) {
        if (comparisons >= MOST_COMPARISONS || byTime.firstKey() > to || byTime.lastKey() < from) {
            return;
        }
        var between = byTime.subMap(from, true, to, true).values().iterator();
        while (between.hasNext()) {
            var places = between.next();
            comparisons += places.size();
            for (var place : places) {
                place.isOnTrack = isReachable(place, fix.time().millis(), fix.latitudeE7(), fix.longitudeE7())
                        || hasTrack && isReachable(place, time, latitude, longitude);
            }
            if (places.stream().allMatch(place -> place.isOnTrack)) {
                between.remove();
            }
        }
    }

    private static boolean isReachable(Held place, long at, int latitudeE7, int longitudeE7) {
        var point = place.waypoint.point();
        double metres = RADIUS * GreatCircle.angle(latitudeE7, longitudeE7, point.latitudeE7(), point.longitudeE7());
        return metres <= NEAR + FASTEST * Math.abs(point.epochMillis() - at) / 1_000;
    }

    /// Passes on or rejects every waypoint, at the end of the file or at its damage.
    public void end() {
        held.forEach(this::decide);
        held.clear();
    }

    private void decide(Held place) {
        place.waypoint.decide(areWanted || place.kind != Kind.GEOCACHE && (place.isOnTrack || isLogged(place)), sink);
    }

    private boolean isLogged(Held place) {
        return switch (producer.waypoints()) {
            case LOGGED -> true;
            case SAVED -> false;
            case OPEN -> place.kind == Kind.MEASURED || !hasTrack && evidence.isLog();
        };
    }
}

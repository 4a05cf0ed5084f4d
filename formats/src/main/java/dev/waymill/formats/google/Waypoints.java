package dev.waymill.formats.google;

import dev.waymill.formats.json.Json;
import dev.waymill.formats.point.GreatCircle;
import dev.waymill.formats.point.Remark;
import dev.waymill.formats.reader.PointBuilder;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Places between the start and the end of a movement, in order but without times. Their times are interpolated
/// at constant speed along the great circles from start to end.
final class Waypoints {
    /// A movement has a few hundred waypoints. Those beyond this limit are not kept, and are rejected for their
    /// missing time.
    private static final int MAX_WAITING = 100_000;

    /// @param repaired whether the lost sign of a coordinate was restored
    private record Waypoint(long offset, int latitudeE7, int longitudeE7, boolean repaired) {}

    private final JsonParser parser;
    private final PointBuilder fix;
    private final List<Waypoint> waiting = new ArrayList<>();

    Waypoints(JsonParser parser, PointBuilder fix) {
        this.parser = parser;
        this.fix = fix;
    }

    /// Reads the current waypoint.
    void waypoint(JsonToken value) {
        long offset = Json.offset(parser);
        fix.begin(offset);
        Json.object(parser, value, (name, inner) -> SemanticReader.fix(parser, name, inner, fix));
        if (fix.isPositionMissing()) {
            return;
        }
        boolean needsTime = fix.isPlaced() && !fix.time().isKnown();
        if (needsTime && waiting.size() < MAX_WAITING) {
            waiting.add(new Waypoint(offset, fix.latitudeE7(), fix.longitudeE7(), fix.hasRemark(Remark.E7_OVERFLOW)));
        } else {
            fix.end();
        }
    }

    /// Ends the segment: emits the waypoints. Start and end are used only if they have valid positions.
    void end(PointBuilder start, PointBuilder end, Span span) {
        if (waiting.isEmpty()) {
            return;
        }
        var shares = shares(start, end);
        for (int i = 0; i < shares.length; i++) {
            end(waiting.get(i), time(shares[i], span));
        }
        waiting.clear();
    }

    private void end(Waypoint waypoint, long time) {
        fix.begin(waypoint.offset);
        fix.latitudeE7(waypoint.latitudeE7);
        fix.longitudeE7(waypoint.longitudeE7);
        if (waypoint.repaired) {
            fix.remark(Remark.E7_OVERFLOW);
        }
        if (time != Span.NEVER) {
            fix.time().exactMillis(time);
            fix.remark(Remark.TIME_INTERPOLATED);
        }
        fix.end();
    }

    /// If only one end of the span is known, only a waypoint at that end has a time.
    private static long time(double share, Span span) {
        if (span.isWhole()) {
            return span.since() + Math.round(share * (span.until() - span.since()));
        }
        if (share == 0) {
            return span.since();
        }
        return share == 1 ? span.until() : Span.NEVER;
    }

    /// Returns for each waypoint the share of the distance before it, 0…1.
    private double[] shares(PointBuilder start, PointBuilder end) {
        int count = waiting.size();
        var along = new double[count];
        var first = waiting.getFirst();
        double way = start.isPlaced() ? angle(start.latitudeE7(), start.longitudeE7(), first) : 0;
        along[0] = way;
        for (int i = 1; i < count; i++) {
            var before = waiting.get(i - 1);
            way += angle(before.latitudeE7, before.longitudeE7, waiting.get(i));
            along[i] = way;
        }
        if (end.isPlaced()) {
            way += angle(end.latitudeE7(), end.longitudeE7(), waiting.getLast());
        }
        for (int i = 0; i < count; i++) {
            // If the total distance is zero, the waypoints are spread evenly.
            along[i] = way > 0 ? along[i] / way : (double) i / Math.max(1, count - 1);
        }
        return along;
    }

    private static double angle(int latitudeE7, int longitudeE7, Waypoint to) {
        return GreatCircle.angle(latitudeE7, longitudeE7, to.latitudeE7, to.longitudeE7);
    }
}

package dev.waymill.formats.geojson;

import dev.waymill.formats.point.PointSink;
import dev.waymill.formats.point.RejectionReason;
import dev.waymill.formats.point.Remark;
import dev.waymill.formats.reader.AttributeCollector;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.PointTime;
import dev.waymill.formats.reader.Reading;

/// One GeoJSON feature while it is read: its vertices and its properties. Reused for the next feature.
final class Feature {
    private final PointBuilder fix;
    private final AttributeCollector attributes;
    private final Vertices vertices = new Vertices();
    private final FeatureTimes times = new FeatureTimes();
    private final PointSink sink;
    private final boolean keepsSavedPlaces;
    private long place;
    private boolean isSavedPlace;

    Feature(Reading reading) {
        this.sink = reading.sink();
        this.keepsSavedPlaces = reading.hints().waypoints();
        this.fix = PointBuilder.byOffset(reading);
        this.attributes = new AttributeCollector(fix, reading);
    }

    /// Returns the collector for the feature's properties.
    AttributeCollector attributes() {
        return attributes;
    }

    Vertices vertices() {
        return vertices;
    }

    FeatureTimes times() {
        return times;
    }

    /// Returns a buffer for parsing times. Use it only while no point is being built.
    PointTime scratch() {
        return fix.time();
    }

    void begin(long newPlace) {
        place = newPlace;
        isSavedPlace = false;
        attributes.begin(newPlace);
        vertices.clear();
        times.clear();
    }

    /// Notes that the feature is a place saved in Google Maps; its time is when it was saved.
    void savedPlace() {
        isSavedPlace = true;
    }

    /// Emits every vertex as a point. A feature without vertices is one point with the position in its
    /// properties; without one it is rejected.
    void end() {
        int line = 0;
        for (int i = 0; i < vertices.size(); i++) {
            while (i == vertices.lines().endOf(line)) {
                line++;
            }
            vertex(i, line);
        }
        if (vertices.size() == 0) {
            attributes.end();
        }
    }

    private void vertex(int vertex, int line) {
        fix.begin(place);
        if (vertices.isPoint(vertex)) {
            attributes.describe();
        } else {
            attributes.describeLine();
        }
        vertices.place(vertex, fix);
        long listed = times.of(vertex, line, vertices.lines());
        long own = listed == PointTime.MISSING ? vertices.time(vertex) : listed;
        if (own != PointTime.MISSING) {
            fix.time().exactMillis(own);
            if (times.isZoneAssumed()) {
                fix.remark(Remark.ZONE_ASSUMED);
            }
        } else if (vertices.isPoint(vertex)) {
            // The single time of a line is the time of its start or of the file, so it is used only for points.
            attributes.time();
        }
        if (isSavedPlace) {
            fix.hold(RejectionReason.SAVED_PLACE).ifPresent(it -> it.decide(keepsSavedPlaces, sink));
        } else {
            fix.end();
        }
    }
}

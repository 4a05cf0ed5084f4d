package dev.waymill.formats.geojson;

import dev.waymill.formats.point.Remark;
import dev.waymill.formats.reader.AttributeCollector;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.PointTime;
import dev.waymill.formats.reader.Reading;

/// One feature of GeoJSON while it is read: its vertices, and what its properties say of them. Used again for
/// the next.
final class Feature {
    private final PointBuilder fix;
    private final AttributeCollector attributes;
    private final Vertices vertices = new Vertices();
    private final FeatureTimes times = new FeatureTimes();
    private long place;

    Feature(Reading reading) {
        this.fix = PointBuilder.byOffset(reading);
        this.attributes = new AttributeCollector(fix, reading);
    }

    /// Takes what the properties say.
    AttributeCollector attributes() {
        return attributes;
    }

    Vertices vertices() {
        return vertices;
    }

    FeatureTimes times() {
        return times;
    }

    /// Reads times between two fixes.
    PointTime scratch() {
        return fix.time();
    }

    void begin(long newPlace) {
        place = newPlace;
        attributes.begin(newPlace);
        vertices.clear();
        times.clear();
    }

    /// Every vertex is a point. What has none is one that lies nowhere, unless its properties say where.
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
            // A line's one time is that of its start, or of the file.
            attributes.time();
        }
        fix.end();
    }
}

package dev.waymill.formats.geojson;

import dev.waymill.formats.json.Json;
import dev.waymill.formats.reader.PointTime;
import java.util.Arrays;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The times that a feature's properties list for its vertices: `coordTimes`, or `times` in
/// `coordinateProperties`. One list, or one list per line.
final class FeatureTimes {
    private long[] millis = new long[64];
    private int size;
    private final RingEnds lines = new RingEnds();
    private boolean zoneAssumed;

    void clear() {
        size = 0;
        lines.clear();
        zoneAssumed = false;
    }

    boolean isEmpty() {
        return size == 0;
    }

    boolean isZoneAssumed() {
        return zoneAssumed;
    }

    /// Reads the array. The parser is at its start.
    ///
    /// @param scratch parses each time
    void read(JsonParser parser, PointTime scratch) {
        for (var token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == JsonToken.START_ARRAY) {
                read(parser, scratch);
            } else {
                scratch.any(Json.text(parser));
                zoneAssumed |= scratch.isZoneAssumed();
                add(scratch.millis());
                parser.skipChildren();
            }
        }
        lines.end(size);
    }

    private void add(long time) {
        Vertices.refuseMoreThanMost(size);
        if (size == millis.length) {
            millis = Arrays.copyOf(millis, 2 * size);
        }
        millis[size++] = time;
    }

    /// Returns the time of a vertex.
    ///
    /// @param vertices the ends of the feature's lines; if there are as many lists as lines, each list belongs
    ///     to one line
    /// @return epoch milliseconds as in [PointTime]; [PointTime#MISSING] if there is none
    long of(int vertex, int line, RingEnds vertices) {
        int at = vertex;
        int end = size;
        if (lines.count() == vertices.count()) {
            at = lines.start(line) + vertex - vertices.start(line);
            end = lines.endOf(line);
        }
        return at < end ? millis[at] : PointTime.MISSING;
    }
}

package dev.waymill.formats.geojson;

import dev.waymill.formats.json.Json;
import dev.waymill.formats.point.E7;
import dev.waymill.formats.reader.Numbers;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.PointTime;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamConstraintsException;

/// The vertices of one feature, kept until its properties are read, which may follow. Twelve bytes each, or
/// twenty with times.
final class Vertices {
    static final int MOST = 1_000_000;

    /// A fourth ordinate below this (a time in 1973) is not a time but another measure.
    private static final double EARLIEST_SECOND = 1e8;

    /// [E7] encodes missing and malformed coordinates as the smallest longs. Here they are the smallest ints.
    private static final int NO_DEGREES = Integer.MIN_VALUE + 2;

    /// 1e-7 degree. Values outside the range of an int are clamped; they are out of range anyway.
    private int[] latitudes = new int[64];

    private int[] longitudes = new int[64];
    private float[] elevations = new float[64];
    /// Epoch milliseconds, if any vertex has them.
    private long[] times = new long[64];

    private boolean hasTimes;
    private int size;
    private final RingEnds lines = new RingEnds();
    /// The vertices that are points, not part of a line.
    private final BitSet points = new BitSet();

    private long longitude;
    private long latitude;
    private float elevation;
    private long time;

    void clear() {
        size = 0;
        hasTimes = false;
        lines.clear();
        points.clear();
    }

    int size() {
        return size;
    }

    RingEnds lines() {
        return lines;
    }

    boolean isPoint(int vertex) {
        return points.get(vertex);
    }

    /// Ends a geometry, and with it its last line.
    void end() {
        lines.end(size);
    }

    /// Marks all vertices from this index as points.
    void arePoints(int from) {
        points.set(from, size);
    }

    /// Returns the time in the fourth ordinate, in epoch milliseconds; [PointTime#MISSING] if there is none.
    long time(int vertex) {
        return hasTimes ? times[vertex] : PointTime.MISSING;
    }

    /// Sets the vertex's position and elevation on the point.
    void place(int vertex, PointBuilder fix) {
        fix.position(unpacked(latitudes[vertex]), unpacked(longitudes[vertex]));
        if (!Float.isNaN(elevations[vertex])) {
            fix.elevation(elevations[vertex]);
        }
    }

    /// Reads the array. The parser is at its start. An array of numbers is a vertex; an array of arrays has
    /// vertices or lines.
    ///
    /// @param scratch parses each time
    void read(JsonParser parser, PointTime scratch) {
        int ordinates = 0;
        for (var token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == JsonToken.START_ARRAY) {
                read(parser, scratch);
            } else {
                ordinate(ordinates++, parser, scratch);
                parser.skipChildren();
            }
        }
        if (ordinates > 0) {
            add();
        } else {
            lines.end(size);
        }
    }

    private void ordinate(int index, JsonParser parser, PointTime scratch) {
        var text = Json.text(parser);
        if (index == 0) {
            longitude = degrees(text);
            latitude = E7.MISSING;
            elevation = Float.NaN;
            time = PointTime.MISSING;
        } else if (index == 1) {
            latitude = degrees(text);
        } else if (index == 2) {
            elevation = Numbers.decimal(text);
        } else if (index == 3) {
            time = time(Json.number(parser), scratch);
        }
    }

    private static long degrees(@Nullable String text) {
        return text == null ? E7.MISSING : E7.parse(text);
    }

    private static long time(double measure, PointTime scratch) {
        if (!(measure >= EARLIEST_SECOND)) {
            return PointTime.MISSING;
        }
        scratch.any(measure);
        return scratch.millis();
    }

    private void add() {
        refuseMoreThanMost(size);
        if (size == latitudes.length) {
            latitudes = Arrays.copyOf(latitudes, 2 * size);
            longitudes = Arrays.copyOf(longitudes, 2 * size);
            elevations = Arrays.copyOf(elevations, 2 * size);
        }
        latitudes[size] = packed(latitude);
        longitudes[size] = packed(longitude);
        elevations[size] = elevation;
        addTime();
        size++;
    }

    private void addTime() {
        if (!hasTimes && time != PointTime.MISSING) {
            hasTimes = true;
            times = times.length < latitudes.length ? new long[latitudes.length] : times;
            Arrays.fill(times, 0, size, PointTime.MISSING);
        }
        if (hasTimes) {
            times = times.length < latitudes.length ? Arrays.copyOf(times, latitudes.length) : times;
            times[size] = time;
        }
    }

    static void refuseMoreThanMost(int size) {
        if (size == MOST) {
            throw new TooManyException();
        }
    }

    private static int packed(long e7) {
        return e7 <= E7.MISSING
                ? (int) (e7 - Long.MIN_VALUE) + Integer.MIN_VALUE
                : Math.clamp(e7, NO_DEGREES + 1, Integer.MAX_VALUE);
    }

    private static long unpacked(int e7) {
        return e7 <= NO_DEGREES ? (long) e7 - Integer.MIN_VALUE + Long.MIN_VALUE : e7;
    }

    /// A feature has more vertices than are kept.
    static final class TooManyException extends StreamConstraintsException {
        TooManyException() {
            super("more than " + MOST + " vertices");
        }
    }
}

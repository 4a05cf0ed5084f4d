package dev.waymill.formats.kml;

import dev.waymill.formats.point.GreatCircle;
import dev.waymill.formats.reader.Numbers;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.UnreadableFileException;
import java.util.Arrays;
import java.util.Set;

/// Places kept until their times are known, because in KML the times may follow. Sixteen bytes each.
final class KmlVertices {
    static final int MOST = 1_000_000;
    /// Instead of a latitude: the place was rejected.
    private static final int NONE = Integer.MIN_VALUE;

    /// Fewer steps fit an interval by chance.
    private static final int FEWEST_STEPS = 9;
    /// One in so many steps without movement shows a device that stood still.
    private static final int ONE_IN = 10;
    private static final int FEWEST_EQUAL = 3;
    /// Seconds.
    private static final Set<Double> INTERVALS =
            Set.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 10.0, 12.0, 15.0, 20.0, 30.0, 60.0, 120.0, 180.0, 300.0, 600.0, 900.0);

    private int[] latitudes = new int[16];
    private int[] longitudes = new int[16];
    private float[] elevations = new float[16];
    private int[] lines = new int[16];
    private int size;

    /// @param fix has a valid position
    /// @param altitude metres; zero counts as unknown, because the places of a track must have an altitude and
    ///     programs without one write zero
    void add(long line, PointBuilder fix, String altitude) throws UnreadableFileException {
        float metres = Numbers.decimal(altitude);
        add(line, fix.latitudeE7(), fix.longitudeE7(), metres == 0 ? Float.NaN : metres);
    }

    /// Adds an entry without a place, to keep the indexes aligned.
    void addNone(long line) throws UnreadableFileException {
        add(line, NONE, 0, Float.NaN);
    }

    private void add(long line, int latitude, int longitude, float elevation) throws UnreadableFileException {
        refuseMoreThanMost(size);
        if (size == latitudes.length) {
            latitudes = Arrays.copyOf(latitudes, 2 * size);
            longitudes = Arrays.copyOf(longitudes, 2 * size);
            elevations = Arrays.copyOf(elevations, 2 * size);
            lines = Arrays.copyOf(lines, 2 * size);
        }
        latitudes[size] = latitude;
        longitudes[size] = longitude;
        elevations[size] = elevation;
        lines[size] = (int) line;
        size++;
    }

    static void refuseMoreThanMost(int size) throws UnreadableFileException {
        if (size >= MOST) {
            throw UnreadableFileException.damaged(
                    "feature-too-big", "A placemark has more than " + MOST + " points; split it, or send it as GPX");
        }
    }

    int size() {
        return size;
    }

    boolean isNone(int index) {
        return latitudes[index] == NONE;
    }

    /// Begins a point at this place, with its elevation only.
    void begin(int index, PointBuilder fix) {
        fix.begin(lines[index]);
        fix.latitudeE7(latitudes[index]);
        fix.longitudeE7(longitudes[index]);
        fix.elevation(elevations[index]);
    }

    /// Returns the central angle from the previous place, in radians.
    double angleFromPrevious(int index) {
        return GreatCircle.angle(latitudes[index - 1], longitudes[index - 1], latitudes[index], longitudes[index]);
    }

    /// Whether a device seems to have logged these places at equal intervals: it stood still at times, or the
    /// intervals would be whole numbers that devices are set to.
    ///
    /// @param duration milliseconds from the first to the last place
    boolean areRegular(long duration) {
        int steps = size - 1;
        if (steps < FEWEST_STEPS || duration <= 0) {
            return false;
        }
        int equal = 0;
        for (int i = 1; i < size; i++) {
            if (latitudes[i] == latitudes[i - 1] && longitudes[i] == longitudes[i - 1]) {
                equal++;
            }
        }
        return equal >= Math.max(FEWEST_EQUAL, steps / ONE_IN)
                || duration % steps == 0 && INTERVALS.contains(duration / steps / 1_000.0);
    }

    void clear() {
        size = 0;
    }

    /// Removes the first `count` places.
    void removeFirst(int count) {
        size -= count;
        System.arraycopy(latitudes, count, latitudes, 0, size);
        System.arraycopy(longitudes, count, longitudes, 0, size);
        System.arraycopy(elevations, count, elevations, 0, size);
        System.arraycopy(lines, count, lines, 0, size);
    }
}

package dev.waymill.formats.kml;

import dev.waymill.formats.reader.Attribute;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.UnreadableFileException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A `gx:Track`: a list of times and a list of places, one after the other or alternating, possibly followed by
/// lists of measured values. Items with the same index belong together.
final class KmlTrack {
    /// When this many pairs are complete, they are emitted without waiting for measured values. Google once
    /// exported a whole history as one track of millions of points without measured values. Programs that write
    /// measured values write one track per day.
    private static final int PATIENCE = 250_000;

    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private final PointBuilder fix;
    private long[] times = new long[16];
    private int[] timeLines = new int[16];
    private int timeCount;
    private final KmlVertices places = new KmlVertices();
    private final Map<Attribute, float[]> measured = new EnumMap<>(Attribute.class);
    /// How many values of the current list were read.
    private int values;

    private boolean isImpatient;

    KmlTrack(PointBuilder fix) {
        this.fix = fix;
    }

    void begin() {
        timeCount = 0;
        places.clear();
        measured.clear();
        isImpatient = false;
    }

    void when(long line, String text) throws UnreadableFileException {
        KmlVertices.refuseMoreThanMost(timeCount);
        if (timeCount == times.length) {
            times = Arrays.copyOf(times, 2 * timeCount);
            timeLines = Arrays.copyOf(timeLines, 2 * timeCount);
        }
        fix.time().iso(text);
        times[timeCount] = fix.time().millis();
        timeLines[timeCount] = (int) line;
        timeCount++;
        flushIfLong();
    }

    /// @param text longitude, latitude and possibly altitude, separated by blanks
    void coord(long line, String text) throws UnreadableFileException {
        var ordinates = BLANKS.split(text.strip());
        fix.begin(line);
        fix.longitude(ordinates[0].isEmpty() ? null : ordinates[0]);
        fix.latitude(ordinates.length > 1 ? ordinates[1] : null);
        if (fix.isPlaced()) {
            places.add(line, fix, ordinates.length > 2 ? ordinates[2] : "");
        } else {
            fix.end();
            places.addNone(line);
        }
        flushIfLong();
    }

    private void flushIfLong() {
        int pairs = Math.min(timeCount, places.size());
        if (pairs == PATIENCE) {
            isImpatient = true;
            measured.clear();
            emit(pairs);
            places.removeFirst(pairs);
            timeCount -= pairs;
            System.arraycopy(times, pairs, times, 0, timeCount);
            System.arraycopy(timeLines, pairs, timeLines, 0, timeCount);
        }
    }

    /// Begins a list of measured values.
    void beginValues() {
        values = 0;
    }

    void value(@Nullable String key, String text) {
        if (!isImpatient && values < places.size() && places.size() <= PATIENCE) {
            KmlPlacemark.measure(key).ifPresent(it -> value(it, text));
        }
        values++;
    }

    private void value(Attribute.Spelling spelling, String text) {
        measured.computeIfAbsent(spelling.attribute(), _ -> unknown(places.size()))[values] =
                spelling.attribute().parsed(text, spelling.unit());
    }

    private static float[] unknown(int size) {
        var unknown = new float[size];
        Arrays.fill(unknown, Float.NaN);
        return unknown;
    }

    /// Ends the track. An item without a counterpart in the other list is rejected: a place without a time, or
    /// a time without a place.
    void end() {
        int pairs = Math.min(timeCount, places.size());
        emit(pairs);
        for (int i = pairs; i < places.size(); i++) {
            if (!places.isNone(i)) {
                places.begin(i, fix);
                fix.end();
            }
        }
        for (int i = pairs; i < timeCount; i++) {
            fix.begin(timeLines[i]);
            fix.time().exactMillis(times[i]);
            fix.end();
        }
    }

    private void emit(int pairs) {
        for (int i = 0; i < pairs; i++) {
            if (!places.isNone(i)) {
                places.begin(i, fix);
                fix.time().exactMillis(times[i]);
                for (var list : measured.entrySet()) {
                    // A list that began before the last place is shorter than the list of places.
                    if (i < list.getValue().length) {
                        list.getKey().set(fix, list.getValue()[i], null);
                    }
                }
                fix.end();
            }
        }
    }
}

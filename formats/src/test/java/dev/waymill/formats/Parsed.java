package dev.waymill.formats;

import dev.waymill.formats.point.Movement;
import dev.waymill.formats.point.PointSink;
import dev.waymill.formats.point.Rejection;
import dev.waymill.formats.point.Remark;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.formats.point.Visit;
import dev.waymill.formats.reader.Hints;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The result of reading a file, with the clock at 2026-06-01.
public final class Parsed implements PointSink {
    public static final Clock CLOCK = Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC);

    private final List<TimelinePoint> points = new ArrayList<>();
    private final List<Rejection> rejections = new ArrayList<>();
    private final List<Remark> remarks = new ArrayList<>();
    private final List<Visit> visits = new ArrayList<>();
    private final List<Movement> movements = new ArrayList<>();
    private List<Integer> marked = List.of();
    private LocationFile.@Nullable Outcome outcome;

    /// Reads a file and detects its format.
    public static Parsed of(byte[] file) throws UnreadableFileException, IOException {
        return of(file, LocationFile.Options.defaults(CLOCK));
    }

    public static Parsed of(String file) throws UnreadableFileException, IOException {
        return of(file.getBytes(StandardCharsets.UTF_8));
    }

    /// Reads a file of the given format.
    public static Parsed of(Format format, String file) throws UnreadableFileException, IOException {
        return of(file.getBytes(StandardCharsets.UTF_8), new LocationFile.Options(format, false, Hints.NONE, CLOCK));
    }

    public static Parsed of(byte[] file, LocationFile.Options options) throws UnreadableFileException, IOException {
        return of(new ByteArrayInputStream(file), options);
    }

    public static Parsed of(InputStream file, LocationFile.Options options)
            throws UnreadableFileException, IOException {
        var parsed = new Parsed();
        parsed.outcome = LocationFile.read(file, options, parsed);
        return parsed;
    }

    /// Reads a damaged file, keeping the points before the damage.
    public static Parsed ofDamaged(byte[] file) throws UnreadableFileException, IOException {
        return of(file, new LocationFile.Options(null, true, Hints.NONE, CLOCK));
    }

    @Override
    public void accept(TimelinePoint point) {
        points.add(point);
    }

    @Override
    public void reject(Rejection rejection) {
        rejections.add(rejection);
    }

    @Override
    public void remark(Remark remark) {
        remarks.add(remark);
    }

    @Override
    public void visit(Visit visit) {
        visits.add(visit);
    }

    @Override
    public void movement(Movement movement) {
        movements.add(movement);
    }

    private List<List<?>> all() {
        return List.of(points, rejections, remarks, visits, movements);
    }

    @Override
    public void mark() {
        marked = all().stream().map(List::size).toList();
    }

    @Override
    public void rollback() {
        for (int i = 0; i < marked.size(); i++) {
            var list = all().get(i);
            list.subList(marked.get(i), list.size()).clear();
        }
    }

    public List<TimelinePoint> points() {
        return points;
    }

    public List<Rejection> rejections() {
        return rejections;
    }

    public List<Remark> remarks() {
        return remarks;
    }

    public List<Visit> visits() {
        return visits;
    }

    public List<Movement> movements() {
        return movements;
    }

    public LocationFile.Outcome outcome() {
        if (outcome == null) {
            throw new IllegalStateException("The file was not read to its end");
        }
        return outcome;
    }

    public Format format() {
        return outcome().format();
    }

    public List<String> reasons() {
        return rejections.stream().map(rejection -> rejection.reason().code()).toList();
    }

    /// Returns `2026-01-01T00:00:00Z 52.5000000 13.4000000` for each point.
    public List<String> places() {
        return points.stream()
                .map(point -> Instant.ofEpochMilli(point.epochMillis()) + " "
                        + String.format("%.7f %.7f", point.latitudeE7() / 1e7, point.longitudeE7() / 1e7))
                .toList();
    }
}

package dev.waymill.worker.location.parse;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/// What the reader found in a file, on 2026-06-01.
record Parsed(List<TimelinePoint> points, List<Rejection> rejections) implements PointSink {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC);

    static Parsed of(byte[] file) throws UnreadableFileException, IOException {
        var parsed = new Parsed(new ArrayList<>(), new ArrayList<>());
        GpxReader.read(new ByteArrayInputStream(file), CLOCK, parsed);
        return parsed;
    }

    static Parsed of(String file) throws UnreadableFileException, IOException {
        return of(file.getBytes(StandardCharsets.UTF_8));
    }

    /// The content of a track segment, wrapped into a file.
    static Parsed ofSegment(String points) throws UnreadableFileException, IOException {
        return of("<gpx><trk><trkseg>\n" + points + "\n</trkseg></trk></gpx>");
    }

    @Override
    public void accept(TimelinePoint point) {
        points.add(point);
    }

    @Override
    public void reject(Rejection rejection) {
        rejections.add(rejection);
    }

    List<String> reasons() {
        return rejections.stream().map(rejection -> rejection.reason().code()).toList();
    }
}

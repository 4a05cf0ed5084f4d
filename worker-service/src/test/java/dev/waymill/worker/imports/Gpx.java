package dev.waymill.worker.imports;

import dev.waymill.stack.sample.SampleTrack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// GPX files for tests.
public final class Gpx {
    private Gpx() {}

    /// A file with these `trkpt` elements.
    public static byte[] with(String... points) {
        return ("<?xml version=\"1.0\"?><gpx version=\"1.1\" xmlns=\"http://www.topografix.com/GPX/1/1\"><trk><trkseg>\n"
                        + String.join("\n", points)
                        + "\n</trkseg></trk></gpx>")
                .getBytes(StandardCharsets.UTF_8);
    }

    public static String point(String lat, String lon, String time) {
        return "<trkpt lat=\"%s\" lon=\"%s\"><time>%s</time></trkpt>".formatted(lat, lon, time);
    }

    /// A realistic track of that many valid, distinct points.
    public static byte[] sample(long seed, int points) {
        var out = new ByteArrayOutputStream();
        try {
            SampleTrack.writeGpx(out, seed, points);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}

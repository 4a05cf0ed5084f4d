package dev.waymill.formats.write;

import dev.waymill.formats.point.TimelinePoint;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Writes GPX 1.1: one track, with a new segment after each gap. Attributes without a GPX element are written
/// as our own extensions. `hdop` is not written, because it is not an accuracy.
public final class GpxWriter implements PointWriter {
    /// A longer time without points ends a segment: the device may have been elsewhere.
    private static final long GAP_MILLIS = Duration.ofMinutes(30).toMillis();

    private final Writer out;
    private boolean isFirst = true;
    private long last;

    public GpxWriter(OutputStream out) {
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    }

    @Override
    public void begin() throws IOException {
        out.write("""
                <?xml version="1.0" encoding="UTF-8"?>
                <gpx version="1.1" creator="Waymill" xmlns="http://www.topografix.com/GPX/1/1" xmlns:w="urn:waymill:point:1">
                <trk>
                <trkseg>
                """);
    }

    @Override
    public void point(TimelinePoint point) throws IOException {
        if (!isFirst && point.epochMillis() - last > GAP_MILLIS) {
            out.write("</trkseg>\n<trkseg>\n");
        }
        isFirst = false;
        last = point.epochMillis();
        out.write("<trkpt lat=\"" + PlainText.degrees(point.latitudeE7()) + "\" lon=\""
                + PlainText.degrees(point.longitudeE7()) + "\">");
        element("ele", point.elevation());
        out.write("<time>" + PlainText.time(point.epochMillis()) + "</time>");
        extensions(point);
        out.write("</trkpt>\n");
    }

    private void extensions(TimelinePoint point) throws IOException {
        out.write("<extensions>");
        element("w:accuracy", point.accuracy());
        element("w:speed", point.speed());
        element("w:course", point.course());
        element("w:battery", point.battery());
        element("w:device", point.device());
        element("w:activity", point.activity());
        out.write("</extensions>");
    }

    private void element(String name, float number) throws IOException {
        element(name, Float.isNaN(number) ? null : PlainText.number(number));
    }

    private void element(String name, @Nullable String text) throws IOException {
        if (text != null) {
            out.write("<" + name + ">" + escaped(text) + "</" + name + ">");
        }
    }

    /// Escapes text, and drops the characters that XML does not allow.
    private static String escaped(String text) {
        var escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                default -> {
                    boolean isAllowed = c >= ' ' && c != 0xFFFE && c != 0xFFFF && !isSurrogate(c);
                    escaped.append(isAllowed ? Character.toString(c) : "");
                }
            }
        });
        return escaped.toString();
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    @Override
    public void end() throws IOException {
        out.write("</trkseg>\n</trk>\n</gpx>\n");
        out.flush();
    }
}

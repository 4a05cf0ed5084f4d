package dev.waymill.formats.write;

import dev.waymill.formats.point.TimelinePoint;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/// Writes GeoJSON (RFC 7946): a collection of points, one per line. Times and attributes are properties with
/// the names of our API.
public final class GeoJsonWriter implements PointWriter {
    private static final JsonStringEncoder TEXT = JsonStringEncoder.getInstance();

    private final Writer out;
    private final StringBuilder line = new StringBuilder();
    private String separator = "\n";

    public GeoJsonWriter(OutputStream out) {
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    }

    @Override
    public void begin() throws IOException {
        out.write("{\"type\":\"FeatureCollection\",\"features\":[");
    }

    @Override
    public void point(TimelinePoint point) throws IOException {
        line.setLength(0);
        line.append(separator)
                .append("{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[")
                .append(PlainText.degrees(point.longitudeE7()))
                .append(',')
                .append(PlainText.degrees(point.latitudeE7()));
        if (!Float.isNaN(point.elevation())) {
            line.append(',').append(PlainText.number(point.elevation()));
        }
        line.append("]},\"properties\":{\"time\":\"")
                .append(PlainText.time(point.epochMillis()))
                .append('"');
        property("accuracy", point.accuracy());
        property("speed", point.speed());
        property("course", point.course());
        property("battery", point.battery());
        property("device", point.device());
        property("activity", point.activity());
        out.append(line).write("}}");
        separator = ",\n";
    }

    private void property(String name, float number) {
        if (!Float.isNaN(number)) {
            line.append(",\"").append(name).append("\":").append(PlainText.number(number));
        }
    }

    private void property(String name, @Nullable String text) {
        if (text != null) {
            line.append(",\"").append(name).append("\":\"");
            TEXT.quoteAsString(text, line);
            line.append('"');
        }
    }

    @Override
    public void end() throws IOException {
        out.write("\n]}\n");
        out.flush();
    }
}

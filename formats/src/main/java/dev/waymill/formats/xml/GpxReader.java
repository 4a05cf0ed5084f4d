package dev.waymill.formats.xml;

import dev.waymill.formats.reader.Numbers;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.Reading;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Reads GPX 1.0 and 1.1: the points of tracks, routes and waypoints, in file order.
public final class GpxReader implements XmlHandler {
    private final XmlScanner at;
    private final PointBuilder fix;
    private final ShortText text = new ShortText();
    /// Depth of the point being read; 0 outside a point.
    private int pointDepth;

    private @Nullable GpxField field;

    private GpxReader(XmlScanner at, PointBuilder fix) {
        this.at = at;
        this.fix = fix;
    }

    /// @see dev.waymill.formats.reader.FormatReader
    public static void read(InputStream in, Reading reading) throws UnreadableFileException, IOException {
        XmlScanner.scan(in, "gpx", "GPX", at -> new GpxReader(at, PointBuilder.byLine(reading)));
    }

    @Override
    public void begin(String element) {
        if (pointDepth > 0) {
            field = GpxField.of(element, at.depth() == pointDepth + 1);
            text.clear();
        } else if (element.equals("trkpt") || element.equals("wpt") || element.equals("rtept")) {
            pointDepth = at.depth();
            fix.begin(at.line());
            fix.latitude(at.attribute("lat"));
            fix.longitude(at.attribute("lon"));
        }
    }

    @Override
    public void text(char[] buffer, int from, int length) {
        if (field != null) {
            text.append(buffer, from, length);
        }
    }

    @Override
    public void end() {
        if (field != null) {
            set(field, text.toString());
            field = null;
        } else if (at.depth() == pointDepth) {
            fix.end();
            pointDepth = 0;
        }
    }

    private void set(GpxField field, String value) {
        switch (field) {
            case TIME -> fix.time().iso(value);
            case ELEVATION -> fix.elevation(Numbers.decimal(value));
            case ACCURACY -> fix.accuracy(Numbers.decimal(value));
            case HDOP -> fix.hdop(Numbers.decimal(value));
            case SPEED -> fix.speed(Numbers.decimal(value));
            case COURSE -> fix.course(Numbers.decimal(value));
            case BATTERY -> fix.battery(Numbers.decimal(value));
            case DEVICE -> fix.device(value);
            case ACTIVITY -> fix.activity(value);
        }
    }
}

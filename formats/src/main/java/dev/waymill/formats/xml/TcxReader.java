package dev.waymill.formats.xml;

import dev.waymill.formats.reader.Attribute;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.Reading;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads Garmin's Training Center XML: the trackpoints of activities and courses, in file order.
///
/// A trackpoint without a position, which is written for a pause or an indoor lap, is not a point. The start
/// and end of a lap and the course points are skipped, because they repeat trackpoints.
public final class TcxReader implements XmlHandler {
    private final XmlScanner at;
    private final PointBuilder fix;
    private final ShortText text = new ShortText();
    /// Depth of the trackpoint being read; 0 outside a trackpoint.
    private int pointDepth;

    private boolean hasPosition;
    private @Nullable String field;
    private @Nullable String activity;

    private TcxReader(XmlScanner at, PointBuilder fix) {
        this.at = at;
        this.fix = fix;
    }

    /// @see dev.waymill.formats.reader.FormatReader
    public static void read(InputStream in, Reading reading) throws UnreadableFileException, IOException {
        XmlScanner.scan(in, "TrainingCenterDatabase", "TCX", at -> new TcxReader(at, PointBuilder.byLine(reading)));
    }

    @Override
    public void begin(String element) {
        text.clear();
        field = null;
        if (pointDepth > 0) {
            field = element;
            hasPosition |= element.equals("Position");
        } else if (element.equals("Trackpoint")) {
            pointDepth = at.depth();
            hasPosition = false;
            fix.begin(at.line());
            fix.activity(activity);
        } else if (element.equals("Activity")) {
            activity = activity(at.attribute("Sport"));
        } else if (element.equals("Course") || element.equals("Transition")) {
            activity = null;
        }
    }

    /// The schema has Running, Biking and Other; some programs write other values.
    private static @Nullable String activity(@Nullable String sport) {
        return switch (sport == null ? "other" : sport.strip().toLowerCase(Locale.ROOT)) {
            case "other" -> null;
            case "biking" -> "cycling";
            default -> sport;
        };
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
            if (hasPosition) {
                fix.end();
            }
            pointDepth = 0;
        }
    }

    private void set(String field, String value) {
        switch (field) {
            case "Time" -> fix.time().iso(value);
            case "LatitudeDegrees" -> fix.latitude(value);
            case "LongitudeDegrees" -> fix.longitude(value);
            case "AltitudeMeters" -> Attribute.ELEVATION.set(fix, value, null);
            case "Speed" -> Attribute.SPEED.set(fix, value, null);
            default -> {
                // Heart rate, cadence and power are not used.
            }
        }
    }
}

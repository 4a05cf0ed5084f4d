package dev.waymill.formats.xml;

import dev.waymill.formats.point.RejectionReason;
import dev.waymill.formats.producer.Producer;
import dev.waymill.formats.producer.Waypoints;
import dev.waymill.formats.reader.Attribute;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.Reading;
import dev.waymill.formats.reader.Unit;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads GPX 1.0 and 1.1: the points of tracks and routes in file order, then the waypoints that are points of
/// the timeline.
public final class GpxReader implements XmlHandler {
    /// In GPX 1.1 `gpx/metadata/time`, in 1.0 `gpx/time`.
    private static final int DEPTH_OF_METADATA = 3;

    private final XmlScanner at;
    private final Reading reading;
    private final PointBuilder fix;
    private final Waypoints waypoints;
    private final ShortText text = new ShortText();
    private final Map<String, Optional<GpxField>> children = new HashMap<>();
    private final Map<String, Optional<GpxField>> extensions = new HashMap<>();
    /// The rank of the element that set each attribute of the point.
    private final int[] ranks = new int[Attribute.values().length];

    private Producer producer = Producer.OTHER;
    /// Depth of the point being read; 0 outside a point.
    private int pointDepth;

    private String point = "";
    private @Nullable GpxField field;
    private String name = "";
    private Waypoints.Kind kind = Waypoints.Kind.UNKNOWN;
    /// Whether the element is the time of the file itself, in its metadata.
    private boolean isTimeOfFile;

    private GpxReader(XmlScanner at, Reading reading, Waypoints waypoints) {
        this.at = at;
        this.reading = reading;
        this.fix = PointBuilder.byLine(reading);
        this.waypoints = waypoints;
    }

    /// @see dev.waymill.formats.reader.FormatReader
    public static void read(InputStream in, Reading reading) throws UnreadableFileException, IOException {
        var waypoints = new Waypoints(reading);
        try {
            XmlScanner.scan(in, "gpx", "GPX", at -> new GpxReader(at, reading, waypoints));
        } catch (UnreadableFileException e) {
            waypoints.end();
            throw e;
        }
        waypoints.end();
    }

    @Override
    public void begin(String element) {
        if (pointDepth > 0) {
            beginInPoint(element);
        } else if (element.equals("trkpt") || element.equals("wpt") || element.equals("rtept")) {
            point = element;
            pointDepth = at.depth();
            name = "";
            kind = Waypoints.Kind.UNKNOWN;
            Arrays.fill(ranks, Integer.MAX_VALUE);
            fix.begin(at.line());
            fix.latitude(at.attribute("lat"));
            fix.longitude(at.attribute("lon"));
        } else if (element.equals("time") && at.depth() <= DEPTH_OF_METADATA) {
            isTimeOfFile = true;
            text.clear();
        } else if (at.depth() == 1) {
            reading.writtenBy(at.attribute("creator"));
            producer = Producer.of(at.attribute("creator"));
            if (producer == Producer.OTHER) {
                producer = at.attribute("xmlns:osmand") != null
                        ? Producer.OSMAND
                        : at.attribute("xmlns:locus") != null ? Producer.LOCUS : producer;
            }
            waypoints.producer(producer);
        }
    }

    private void beginInPoint(String element) {
        if (GpxField.isGeocache(element)) {
            kind = Waypoints.Kind.GEOCACHE;
        } else if (kind == Waypoints.Kind.UNKNOWN && GpxField.isMeasured(element)) {
            kind = Waypoints.Kind.MEASURED;
        }
        field = (at.depth() == pointDepth + 1
                        ? children.computeIfAbsent(element, it -> Optional.ofNullable(GpxField.ofChild(it)))
                        : extensions.computeIfAbsent(element, it -> Optional.ofNullable(GpxField.ofExtension(it))))
                .orElse(null);
        if (element.equals("heading")
                && (producer.isHeadingOfCompass() || at.prefix().equals("osmand"))) {
            field = null;
        }
        text.clear();
    }

    @Override
    public void text(char[] buffer, int from, int length) {
        if (field != null || isTimeOfFile) {
            text.append(buffer, from, length);
        }
    }

    @Override
    public void end() {
        if (field != null) {
            set(field, text.toString());
            field = null;
        } else if (isTimeOfFile) {
            reading.writtenAt(text.toString());
            isTimeOfFile = false;
        } else if (at.depth() == pointDepth) {
            pointDepth = 0;
            if (point.equals("wpt")) {
                waypoints.add(fix, name, kind);
            } else if (fix.end() && point.equals("trkpt")) {
                waypoints.track(fix);
            }
        }
    }

    private void set(GpxField field, String value) {
        switch (field.kind()) {
            case TIME -> fix.time().iso(value);
            case NAME -> name = value.strip();
            case SYMBOL -> {
                if (value.strip().toLowerCase(Locale.ROOT).startsWith("geocache")) {
                    kind = Waypoints.Kind.GEOCACHE;
                }
            }
            case FIX -> {
                if (value.strip().equalsIgnoreCase("none")) {
                    fix.flaw(RejectionReason.NO_FIX);
                }
            }
            case MEASURE -> measure(field.spelling(), value);
            case DEVICE -> fix.device(value);
            case ACTIVITY -> fix.activity(value);
        }
    }

    /// Of two elements of the same attribute the better name wins, of two with the same name the last.
    private void measure(Attribute.@Nullable Spelling spelling, String value) {
        if (spelling == null || spelling.rank() > ranks[spelling.attribute().ordinal()]) {
            return;
        }
        var attribute = spelling.attribute();
        ranks[attribute.ordinal()] = spelling.rank();
        attribute.set(
                fix, value, attribute == Attribute.HDOP && producer.isHdopInMetres() ? Unit.METRES : spelling.unit());
    }
}

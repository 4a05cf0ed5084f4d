package dev.waymill.formats.xml;

import dev.waymill.formats.reader.Attribute;
import dev.waymill.formats.reader.Attribute.Spelling;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The elements of a GPX point that are read.
///
/// @param spelling the attribute, its rank among other elements of the same attribute, and its unit
record GpxField(Kind kind, @Nullable Spelling spelling) {
    /// Elements of GPX itself with a meaning of their own, or that extensions use for other things.
    private static final Set<String> NOT_EXTENDED =
            Set.of("ele", "elevation", "altitude", "alt", "height", "z", "direction", "azimuth", "precision", "fix");

    private static final GpxField TIME = new GpxField(Kind.TIME, null);
    private static final GpxField NAME = new GpxField(Kind.NAME, null);
    private static final GpxField SYMBOL = new GpxField(Kind.SYMBOL, null);
    private static final GpxField FIX = new GpxField(Kind.FIX, null);
    private static final GpxField DEVICE = new GpxField(Kind.DEVICE, null);
    private static final GpxField ACTIVITY = new GpxField(Kind.ACTIVITY, null);

    /// Elements with what only a receiver or a watch at the place can measure.
    private static final Set<String> MEASURED = Set.of(
            "sat", "hdop", "vdop", "pdop", "speed", "course", "ageofdgpsdata", "dgpsid", "TrackPointExtension", "hr");

    static boolean isMeasured(String element) {
        return MEASURED.contains(element);
    }

    /// Whether the element holds the details of a geocache, in Groundspeak's or another namespace.
    static boolean isGeocache(String element) {
        return element.equals("cache") || element.equals("geocache");
    }

    enum Kind {
        TIME,
        NAME,
        SYMBOL,
        FIX,
        MEASURE,
        DEVICE,
        ACTIVITY
    }

    /// Returns the field of an element that is a direct child of a point; null if the element is not read.
    static @Nullable GpxField ofChild(String element) {
        return switch (element) {
            case "time" -> TIME;
            case "name" -> NAME;
            case "sym", "type" -> SYMBOL;
            case "fix" -> FIX;
            case "battery", "device", "activity" -> null;
            default -> measure(element);
        };
    }

    /// Returns the field of an element in an extension; null if the element is not read. There, `time` and `ele`
    /// do not belong to the point.
    static @Nullable GpxField ofExtension(String element) {
        return switch (element) {
            case "device" -> DEVICE;
            case "activity" -> ACTIVITY;
            default -> NOT_EXTENDED.contains(element) ? null : measure(element);
        };
    }

    private static @Nullable GpxField measure(String element) {
        return Attribute.of(element)
                .filter(spelling -> Attribute.MEASURES.contains(spelling.attribute()))
                .map(spelling -> new GpxField(Kind.MEASURE, spelling))
                .orElse(null);
    }
}

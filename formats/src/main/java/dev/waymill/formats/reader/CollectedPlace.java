package dev.waymill.formats.reader;

import dev.waymill.formats.point.E7;
import dev.waymill.formats.reader.Coordinate.Axis;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Sets a point's coordinates from the texts of its fields.
final class CollectedPlace {
    private CollectedPlace() {}

    /// Returns the attribute that the text belongs to: under a name such as `latitude N/S`, a text without a number
    /// is the hemisphere.
    static Attribute meaning(Attribute attribute, String text) {
        if (attribute == Attribute.LATITUDE && Axis.LATITUDE.sign(text) != 0) {
            return Attribute.NORTH_SOUTH;
        }
        return attribute == Attribute.LONGITUDE && Axis.LONGITUDE.sign(text) != 0 ? Attribute.EAST_WEST : attribute;
    }

    static void set(PointBuilder fix, Map<Attribute, String> texts) {
        var north = texts.get(Attribute.NORTH_SOUTH);
        var east = texts.get(Attribute.EAST_WEST);
        if (texts.containsKey(Attribute.LATITUDE_E7) || texts.containsKey(Attribute.LONGITUDE_E7)) {
            fix.latitudeE7(signed(Axis.LATITUDE, texts.get(Attribute.LATITUDE_E7), north));
            fix.longitudeE7(signed(Axis.LONGITUDE, texts.get(Attribute.LONGITUDE_E7), east));
            return;
        }
        var latitude = whole(texts, Attribute.LATITUDE, Attribute.LATITUDE_MINUTES, Attribute.LATITUDE_SECONDS);
        var longitude = whole(texts, Attribute.LONGITUDE, Attribute.LONGITUDE_MINUTES, Attribute.LONGITUDE_SECONDS);
        if (isPlain(latitude, north) && isPlain(longitude, east)) {
            fix.latitude(latitude);
            fix.longitude(longitude);
        } else {
            marked(fix, latitude, north, longitude, east);
        }
    }

    /// Returns the degrees, with the minutes and seconds of fields of their own. They belong to whole degrees only:
    /// in other records, such names are limits of an area.
    private static @Nullable String whole(
            Map<Attribute, String> texts, Attribute degrees, Attribute minutes, Attribute seconds) {
        var text = texts.get(degrees);
        var minute = texts.get(minutes);
        if (text == null || minute == null || E7.parse(text) == E7.MALFORMED || text.indexOf('.') >= 0) {
            return text;
        }
        var second = texts.get(seconds);
        return text + "°" + minute + "'" + (second == null ? "" : second + "\"");
    }

    private static @Nullable String signed(Axis axis, @Nullable String e7, @Nullable String hemisphere) {
        if (e7 == null || hemisphere == null) {
            return e7;
        }
        var coordinate = Coordinate.of(axis, e7, hemisphere);
        return coordinate.isContradictory() ? e7 + " " + hemisphere : coordinate.signed();
    }

    private static boolean isPlain(@Nullable String degrees, @Nullable String hemisphere) {
        return degrees == null || hemisphere == null && E7.parse(degrees) != E7.MALFORMED;
    }

    private static void marked(
            PointBuilder fix,
            @Nullable String latitude,
            @Nullable String north,
            @Nullable String longitude,
            @Nullable String east) {
        var first = latitude == null ? null : Coordinate.of(Axis.LATITUDE, latitude, north);
        var second = longitude == null ? null : Coordinate.of(Axis.LONGITUDE, longitude, east);
        // Both have this notation or neither: a value beyond the range may also be a wrong one.
        boolean nmea = first != null
                && second != null
                && first.isNmea(Axis.LATITUDE)
                && second.isNmea(Axis.LONGITUDE)
                && (first.isOnlyNmea(Axis.LATITUDE) || second.isOnlyNmea(Axis.LONGITUDE));
        fix.position(
                first == null ? E7.MISSING : first.e7(nmea),
                written(latitude, north),
                second == null ? E7.MISSING : second.e7(nmea),
                written(longitude, east));
    }

    private static @Nullable String written(@Nullable String degrees, @Nullable String hemisphere) {
        return degrees == null || hemisphere == null ? degrees : (degrees + " " + hemisphere).strip();
    }
}

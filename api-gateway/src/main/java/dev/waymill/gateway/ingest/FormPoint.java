package dev.waymill.gateway.ingest;

import dev.waymill.formats.reader.Numbers;
import dev.waymill.formats.reader.PointBuilder;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads a point from a query or a form as apps send it: one field per value, under any of the common names. In
/// OsmAnd's protocol `speed` is in knots, and `hdop` is the accuracy in metres, as in OsmAnd's files.
final class FormPoint {
    private static final float KNOTS = 1852f / 3600;

    /// In a URL, a plus means a space. A space before what looks like a UTC offset was a plus.
    private static final Pattern LOST_PLUS = Pattern.compile(" (?=\\d\\d:?\\d\\d$)");

    private final Map<String, String> form;

    private FormPoint(Map<String, String> form) {
        this.form = form;
    }

    static void read(Map<String, String> form, Source source, PointBuilder fix) {
        new FormPoint(form).fill(source == Source.OSMAND, fix);
    }

    private void fill(boolean isOsmAnd, PointBuilder fix) {
        fix.begin(0);
        place(fix);
        var time = text("time", "timestamp", "tst");
        fix.time().any(time == null ? null : LOST_PLUS.matcher(time).replaceFirst("+"));
        fix.elevation(number("alt", "altitude"));
        fix.accuracy(number("acc", "accuracy"));
        if (isOsmAnd) {
            fix.hdopInMetres(number("hdop"));
        } else {
            fix.hdop(number("hdop"));
        }
        var speed = text("spd", "s");
        fix.speed(speed == null ? number("speed") * (isOsmAnd ? KNOTS : 1) : Numbers.decimal(speed));
        fix.course(number("dir", "bearing", "heading", "course"));
        fix.battery(number("batt", "battery", "bat"));
        fix.device(text("device", "ser", "id", "deviceid", "aid"));
        fix.activity(text("activity", "act"));
        fix.end();
    }

    /// Reads `lat` and `lon`, or `location=lat,lon`.
    private void place(PointBuilder fix) {
        var location = text("location");
        int comma = location == null ? -1 : location.indexOf(',');
        if (location != null && comma > 0) {
            fix.latitude(location.substring(0, comma));
            fix.longitude(location.substring(comma + 1));
        } else {
            fix.latitude(text("lat", "latitude"));
            fix.longitude(text("lon", "long", "lng", "longitude"));
        }
    }

    private float number(String... names) {
        return Numbers.decimal(text(names));
    }

    /// Returns the first of the fields that is present and not blank.
    private @Nullable String text(String... names) {
        for (var name : names) {
            var value = form.get(name);
            if (value != null && !value.isBlank()) {
                return value.strip();
            }
        }
        return null;
    }
}

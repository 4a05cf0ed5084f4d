package dev.waymill.formats.google;

import dev.waymill.formats.json.Json;
import dev.waymill.formats.reader.Numbers;
import dev.waymill.formats.reader.PointBuilder;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// A place as Google's Timeline writes it: `53.8633043°, 10.7011529°` on Android, with or without the signs,
/// and `geo:53.8633043,10.7011529` on iPhones, perhaps with a height in metres behind it (RFC 5870).
final class PlaceText {
    private static final String URI = "geo:";

    private PlaceText() {}

    /// Begins the fix at the value that stands there, and tells it the place.
    static void begin(JsonParser parser, JsonToken value, PointBuilder fix) {
        fix.begin(Json.offset(parser));
        read(parser, value, fix);
    }

    /// Tells the fix the place that stands there, as text or in an object.
    static void read(JsonParser parser, JsonToken value, PointBuilder fix) {
        if (value == JsonToken.START_OBJECT) {
            Json.object(parser, (name, _) -> {
                if (name.equalsIgnoreCase("latLng")) {
                    set(Json.text(parser), fix);
                }
            });
        } else {
            set(Json.text(parser), fix);
        }
    }

    /// A text that is null or blank tells nothing; any other tells something, if only that it is no place.
    static void set(@Nullable String written, PointBuilder fix) {
        if (written == null || written.isBlank()) {
            return;
        }
        var text = written.strip();
        boolean isUri = text.regionMatches(true, 0, URI, 0, URI.length());
        int begin = isUri ? URI.length() : 0;
        int comma = text.indexOf(',', begin);
        // A geo URI may go on with parameters, such as its uncertainty.
        int end = isUri && text.indexOf(';') > comma ? text.indexOf(';') : text.length();
        if (comma < 0) {
            fix.latitude(number(text, begin, text.length()));
            return;
        }
        // Only a URI has a third part: without its prefix, more commas are decimal ones, and mean another place.
        int second = isUri ? text.indexOf(',', comma + 1) : -1;
        int height = second < 0 || second > end ? end : second;
        fix.latitude(number(text, begin, comma));
        fix.longitude(number(text, comma + 1, height));
        if (height < end) {
            fix.elevation(Numbers.decimal(text.substring(height + 1, end)));
        }
    }

    private static String number(String text, int from, int to) {
        var number = text.substring(from, to).strip();
        return number.endsWith("°") ? number.substring(0, number.length() - 1).stripTrailing() : number;
    }
}

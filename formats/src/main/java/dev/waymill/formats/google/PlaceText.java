package dev.waymill.formats.google;

import dev.waymill.formats.json.Json;
import dev.waymill.formats.reader.Numbers;
import dev.waymill.formats.reader.PointBuilder;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Parses a place in Google's Timeline: `53.8633043°, 10.7011529°` on Android, with or without the degree
/// signs, or `geo:53.8633043,10.7011529` on iPhones, optionally followed by a height in metres (RFC 5870).
final class PlaceText {
    private static final String URI = "geo:";

    private PlaceText() {}

    /// Begins a point at the current value and sets its position.
    static void begin(JsonParser parser, JsonToken value, PointBuilder fix) {
        fix.begin(Json.offset(parser));
        read(parser, value, fix);
    }

    /// Sets the point's position from the current value, a text or an object.
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

    /// Sets the point's position from text. Null or blank text sets nothing; malformed text sets a malformed
    /// position.
    static void set(@Nullable String written, PointBuilder fix) {
        if (written == null || written.isBlank()) {
            return;
        }
        var text = written.strip();
        boolean isUri = text.regionMatches(true, 0, URI, 0, URI.length());
        int begin = isUri ? URI.length() : 0;
        int comma = text.indexOf(',', begin);
        // A geo URI may end with parameters, such as its uncertainty.
        int end = isUri && text.indexOf(';') > comma ? text.indexOf(';') : text.length();
        if (comma < 0) {
            fix.latitude(number(text, begin, text.length()));
            return;
        }
        // Only a URI has a third part. Without the prefix, further commas are decimal commas, and the text is
        // malformed.
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

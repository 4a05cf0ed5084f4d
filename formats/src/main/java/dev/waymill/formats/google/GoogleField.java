package dev.waymill.formats.google;

import dev.waymill.formats.json.Json;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.TextCleaner;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/// Fields as Google writes them in several of its formats.
final class GoogleField {
    private GoogleField() {}

    /// Tells the fix of its place, in 1e-7 degree, if the field that stands there is a coordinate.
    static void coordinate(String name, JsonParser parser, PointBuilder fix) {
        switch (name) {
            case "latitudeE7", "latE7" -> latitude(parser, fix);
            case "longitudeE7", "lngE7" -> longitude(parser, fix);
            default -> {
                // Not a coordinate.
            }
        }
    }

    static void latitude(JsonParser parser, PointBuilder fix) {
        if (parser.currentToken().isNumeric()) {
            fix.latitudeE7(Json.number(parser));
        } else {
            fix.latitudeE7(Json.text(parser));
        }
    }

    static void longitude(JsonParser parser, PointBuilder fix) {
        if (parser.currentToken().isNumeric()) {
            fix.longitudeE7(Json.number(parser));
        } else {
            fix.longitudeE7(Json.text(parser));
        }
    }

    /// What a place is to its owner, or how the owner moved: `TYPE_HOME` and `Home` are `home`; null when
    /// Google does not know, for which it has several words.
    static @Nullable String category(@Nullable String written) {
        var word = TextCleaner.category(written);
        if (word == null || word.startsWith("unknown") || word.startsWith("type-unknown")) {
            return null;
        }
        return word.startsWith("type-") ? word.substring("type-".length()) : word;
    }

    /// How sure Google is, 0…1; older exports have it in per cent. NaN when it is neither.
    static float confidence(double written) {
        double share = written > 1 ? written / 100 : written;
        return share >= 0 && share <= 1 ? (float) share : Float.NaN;
    }
}

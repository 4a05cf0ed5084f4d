package dev.waymill.formats.google;

import dev.waymill.formats.json.Json;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.TextCleaner;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/// Parses fields that several of Google's formats share.
final class GoogleField {
    private GoogleField() {}

    /// Sets a coordinate in 1e-7 degree on the point if the current field is one.
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

    /// Normalises the category of a place or the means of transport: `TYPE_HOME` and `Home` become `home`.
    ///
    /// @return null if the value is absent or one of Google's several words for unknown
    static @Nullable String category(@Nullable String written) {
        var word = TextCleaner.category(written);
        if (word == null || word.startsWith("unknown") || word.startsWith("type-unknown")) {
            return null;
        }
        return word.startsWith("type-") ? word.substring("type-".length()) : word;
    }

    /// Returns Google's confidence as 0…1; older exports write per cent. NaN if it is out of both ranges.
    static float confidence(double written) {
        double share = written > 1 ? written / 100 : written;
        return share >= 0 && share <= 1 ? (float) share : Float.NaN;
    }
}

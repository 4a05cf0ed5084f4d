package dev.waymill.formats.json;

import dev.waymill.formats.reader.AttributeCollector;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.Reading;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads JSON points without a defined format: objects with a time, a latitude and a longitude under any usual
/// name. They may be in a list, in a list in an object, or in sequence.
///
/// This includes responses of our own API; Polarsteps' locations, steps and segments; the Traccar Client's
/// messages, which nest their values in `location`, `coords` and `battery`; and Dawarich's variant of these
/// without `coords`.
public final class PointsReader {
    private static final Set<String> LISTS = Set.of("items", "points", "locations", "positions", "data", "all_steps");
    /// Nested objects whose fields belong to the point.
    private static final Set<String> PARTS = Set.of("location", "coords");

    private final JsonParser parser;
    private final AttributeCollector attributes;

    private PointsReader(JsonParser parser, AttributeCollector attributes) {
        this.parser = parser;
        this.attributes = attributes;
    }

    /// @see dev.waymill.formats.reader.FormatReader
    public static void read(InputStream in, Reading reading) throws UnreadableFileException, IOException {
        var attributes = new AttributeCollector(PointBuilder.byOffset(reading), reading);
        Json.readEach(in, "a list of points", (parser, first) -> {
            var points = new PointsReader(parser, attributes);
            if (first == JsonToken.START_ARRAY) {
                points.list();
            } else {
                points.pointOrLists();
            }
        });
    }

    private void list() {
        Json.array(parser, value -> {
            if (value == JsonToken.START_OBJECT) {
                attributes.begin(Json.offset(parser));
                Json.object(parser, this::field);
                attributes.end();
            }
        });
    }

    private void pointOrLists() {
        var seen = new Object() {
            boolean isList;
        };
        attributes.begin(Json.offset(parser));
        Json.object(parser, (name, value) -> {
            if (value == JsonToken.START_ARRAY && LISTS.contains(name)) {
                seen.isList = true;
                list();
            } else {
                field(name, value);
            }
        });
        if (!seen.isList) {
            attributes.end();
        }
    }

    private void field(String name, JsonToken value) {
        if (value == JsonToken.START_OBJECT && PARTS.contains(name)) {
            Json.object(parser, this::field);
        } else if (value == JsonToken.START_OBJECT) {
            Json.object(parser, (inner, _) -> {
                if (name.equals("activity") && inner.equals("type")) {
                    attributes.put(name, Json.text(parser));
                } else if (name.equals("battery") && inner.equals("level")) {
                    attributes.put("battery_level", Json.text(parser));
                }
            });
        } else if (value == JsonToken.START_ARRAY && name.equals("motion")) {
            attributes.put(name, Motion.read(parser));
        } else {
            attributes.put(name, Json.text(parser));
        }
    }
}

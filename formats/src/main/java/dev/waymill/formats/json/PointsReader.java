package dev.waymill.formats.json;

import dev.waymill.formats.reader.AttributeCollector;
import dev.waymill.formats.reader.ListDevice;
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
/// messages, which nest their values in `location`, `coords` and `battery`, one or a list of them; and
/// Dawarich's variant of these without `coords`.
public final class PointsReader {
    private static final Set<String> LISTS =
            Set.of("items", "points", "location", "locations", "positions", "data", "all_steps");
    /// Nested objects whose fields belong to the point.
    private static final Set<String> PARTS = Set.of("location", "coords");

    private final JsonParser parser;
    private final ListDevice device;
    /// The fields of an element of a list, and of an object that may have lists.
    private final AttributeCollector element;

    private final AttributeCollector outer;

    private PointsReader(JsonParser parser, ListDevice device, AttributeCollector element, AttributeCollector outer) {
        this.parser = parser;
        this.device = device;
        this.element = element;
        this.outer = outer;
    }

    /// @see dev.waymill.formats.reader.FormatReader
    public static void read(InputStream in, Reading reading) throws UnreadableFileException, IOException {
        var device = new ListDevice(reading.sink());
        var described = reading.into(device);
        var fix = PointBuilder.byOffset(described);
        var element = new AttributeCollector(fix, described);
        var outer = new AttributeCollector(fix, described);
        try {
            Json.readEach(in, "a list of points", (parser, first) -> {
                var points = new PointsReader(parser, device, element, outer);
                if (first == JsonToken.START_ARRAY) {
                    points.list();
                } else {
                    points.pointOrLists();
                }
            });
        } finally {
            device.end();
        }
    }

    private void list() {
        Json.array(parser, value -> {
            if (value == JsonToken.START_OBJECT) {
                element.begin(Json.offset(parser));
                Json.object(parser, (name, inner) -> field(element, name, inner));
                element.end();
            }
        });
    }

    /// An object with lists may be a point as well.
    private void pointOrLists() {
        var seen = new Object() {
            boolean isList;
        };
        outer.begin(Json.offset(parser));
        device.begin();
        Json.object(parser, (name, value) -> {
            if (value == JsonToken.START_ARRAY && LISTS.contains(name)) {
                seen.isList = true;
                list();
            } else {
                device.field(name, Json.text(parser));
                field(outer, name, value);
            }
        });
        if (!seen.isList || outer.hasPlace()) {
            outer.end();
        }
        device.end();
    }

    private void field(AttributeCollector attributes, String name, JsonToken value) {
        if (value == JsonToken.START_OBJECT && PARTS.contains(name)) {
            Json.object(parser, (inner, innerValue) -> field(attributes, inner, innerValue));
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

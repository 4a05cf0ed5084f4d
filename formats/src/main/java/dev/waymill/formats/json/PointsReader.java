package dev.waymill.formats.json;

import dev.waymill.formats.reader.AttributeCollector;
import dev.waymill.formats.reader.ListDevice;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.Reading;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads JSON points without a defined format: objects with a time, a latitude and a longitude under any usual
/// name. They may be in a list, in a list in an object, or in sequence.
///
/// This includes responses of our own API; Polarsteps' locations, steps and segments; the Traccar Client's
/// messages, which nest their values in `location`, `coords` and `battery`, one or a list of them; those of other
/// apps with the same library (Transistor's), which choose another root; Dawarich's variant of these without `coords`;
/// and what Traccar forwards, `{"position": {…}, "device": {…}}`.
public final class PointsReader {
    private static final Set<String> LISTS =
            Set.of("items", "points", "location", "locations", "positions", "data", "batch", "records", "all_steps");
    /// Nested objects whose fields belong to the point.
    private static final Set<String> PARTS = Set.of("location", "coords");
    /// Nested objects that are the point if the outer one has no place of its own: the roots that apps with
    /// Transistor's library choose, and the position that Traccar forwards.
    private static final Set<String> ROOTS = Set.of("data", "locations", "point", "position", "record");
    /// The names of a device in an object about it, the best first.
    private static final List<String> NAMES_OF_DEVICE = List.of("name", "uniqueId", "device_id", "uuid", "id");

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
            } else if (value == JsonToken.START_OBJECT && name.equals("device")) {
                var text = deviceName();
                device.field(name, text);
                outer.put(name, text);
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
        if (value == JsonToken.START_OBJECT && isPart(name, attributes)) {
            Json.object(parser, (inner, innerValue) -> field(attributes, inner, innerValue));
        } else if (value == JsonToken.START_OBJECT && name.equals("device")) {
            attributes.put(name, deviceName());
        } else if (value == JsonToken.START_OBJECT) {
            Json.object(parser, (inner, _) -> {
                switch (name + "." + inner) {
                    case "activity.type", "activity.activity" -> attributes.put(name, Json.text(parser));
                    case "battery.level", "attributes.batteryLevel" ->
                        attributes.put("battery_level", Json.text(parser));
                    default -> {
                        // Other nested values do not belong to the point.
                    }
                }
            });
        } else if (value == JsonToken.START_ARRAY && name.equals("motion")) {
            attributes.put(name, Motion.read(parser));
        } else {
            attributes.put(name, Json.text(parser));
        }
    }

    private static boolean isPart(String name, AttributeCollector attributes) {
        return PARTS.contains(name) || ROOTS.contains(name) && !attributes.hasPlace();
    }

    private @Nullable String deviceName() {
        var names = new HashMap<String, String>();
        Json.object(parser, (name, _) -> {
            var text = Json.text(parser);
            if (text != null && NAMES_OF_DEVICE.contains(name)) {
                names.put(name, text);
            }
        });
        return NAMES_OF_DEVICE.stream()
                .map(names::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}

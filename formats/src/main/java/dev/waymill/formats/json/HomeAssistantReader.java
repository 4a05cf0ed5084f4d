package dev.waymill.formats.json;

import dev.waymill.formats.reader.AttributeCollector;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.Reading;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads the history of Home Assistant: the response of `/api/history/period`, a list of states for each
/// entity, or of `/api/states`, one list. A state of a person or of a device tracker with a place is a point.
///
/// With `minimal_response`, all states of an entity but the first lack their attributes, so their places are
/// lost, and they are rejected. A state of `unavailable` never had a place and is skipped.
public final class HomeAssistantReader {
    private static final Set<String> DOMAINS = Set.of("device_tracker", "person");

    private final JsonParser parser;
    private final AttributeCollector attributes;
    private String domain = "";
    private @Nullable String device;
    /// Whether an earlier state of the entity has a place.
    private boolean isPlaced;
    /// Whether the state has a place.
    private boolean hasPlace;

    private boolean hasAttributes;

    private HomeAssistantReader(JsonParser parser, AttributeCollector attributes) {
        this.parser = parser;
        this.attributes = attributes;
    }

    /// @see dev.waymill.formats.reader.FormatReader
    public static void read(InputStream in, Reading reading) throws UnreadableFileException, IOException {
        var attributes = new AttributeCollector(PointBuilder.byOffset(reading), reading);
        Json.read(in, "history of Home Assistant", (parser, first) -> {
            var history = new HomeAssistantReader(parser, attributes);
            if (first == JsonToken.START_ARRAY) {
                history.states();
            } else {
                history.state();
            }
        });
    }

    private void states() {
        domain = "";
        isPlaced = false;
        Json.array(parser, value -> {
            if (value == JsonToken.START_ARRAY) {
                states();
            } else if (value == JsonToken.START_OBJECT) {
                state();
            }
        });
    }

    private void state() {
        hasPlace = hasAttributes = false;
        attributes.begin(Json.offset(parser));
        Json.object(parser, (name, value) -> {
            switch (name) {
                case "entity_id" -> entity(String.valueOf(Json.text(parser)));
                case "attributes" -> {
                    hasAttributes = value == JsonToken.START_OBJECT;
                    Json.object(parser, value, this::attribute);
                }
                // A tracker that moves outside of all zones stays in the state `not_home`, so the update counts.
                case "last_updated" -> attributes.put("timestamp", Json.text(parser));
                case "last_changed" -> attributes.put("created_at", Json.text(parser));
                default -> {
                    // The state itself is the name of a zone.
                }
            }
        });
        if (DOMAINS.contains(domain) && (hasPlace || isPlaced && !hasAttributes)) {
            attributes.put("device", device);
            attributes.end();
        }
        isPlaced |= hasPlace;
    }

    /// A zone has a place too, but nobody was there.
    private void entity(String id) {
        int dot = id.indexOf('.');
        domain = id.substring(0, Math.max(0, dot));
        device = id.substring(dot + 1);
    }

    private void attribute(String name, JsonToken value) {
        switch (name) {
            case "latitude", "longitude" -> {
                hasPlace = true;
                attributes.put(name, Json.text(parser));
            }
            case "gps_accuracy" -> attributes.put("accuracy", Json.text(parser));
            case "altitude", "speed", "course" -> attributes.put(name, Json.text(parser));
            case "battery", "battery_level" -> attributes.put("battery", Json.text(parser));
            default -> {
                // Names, icons and settings are not used.
            }
        }
    }
}

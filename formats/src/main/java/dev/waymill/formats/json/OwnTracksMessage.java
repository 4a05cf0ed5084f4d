package dev.waymill.formats.json;

import dev.waymill.formats.point.RejectionReason;
import dev.waymill.formats.reader.AttributeCollector;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.Reading;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads one OwnTracks message as described in <https://owntracks.org/booklet/tech/json/>: a point, or a
/// message of another type, which is skipped. Reused for the next message.
///
/// A `location` is a point, and so is a `transition` (crossing a geofence) if it has a position. A message
/// without a type is read as a location, because some programs leave the type out. A message of a type that the
/// description does not have is rejected.
public final class OwnTracksMessage {
    private static final int LEVELS_OF_TOPIC = 3;
    /// The types of messages that have no point of their own.
    private static final Set<String> WITHOUT_POINT = Set.of(
            "beacon",
            "card",
            "cmd",
            "configuration",
            "dump",
            "lwt",
            "request",
            "status",
            "steps",
            "transition",
            "waypoint",
            "waypoints");

    private final PointBuilder fix;
    private final AttributeCollector attributes;
    private long place;
    private String type = "";
    private boolean isPlaced;
    private @Nullable String speed;
    /// GPSLogger posts messages in OwnTracks' format, but with speeds in metres per second, as Android reports
    /// them. It is recognised because it writes neither `topic` nor `tid` (OwnTracks and its Recorder always
    /// write one of them), or because its `bs` is true or false, not 0…3.
    private boolean isGpsLogger;

    private @Nullable String tracker;
    private @Nullable String topic;

    public OwnTracksMessage(PointBuilder fix, Reading reading) {
        this.fix = fix;
        this.attributes = new AttributeCollector(fix, reading);
    }

    /// Reads the messages in one line of a log.
    ///
    /// @return whether the whole line is valid JSON
    public boolean readLine(String json, long line) {
        try {
            Json.readLine(json, parser -> read(parser, line));
            return true;
        } catch (JacksonException _) {
            return false;
        }
    }

    /// Reads a message. The parser is at its start.
    void read(JsonParser parser, long newPlace) {
        begin(newPlace);
        Json.object(parser, (name, value) -> field(parser, name, value));
        end();
    }

    void begin(long newPlace) {
        place = newPlace;
        attributes.begin(newPlace);
        type = "";
        speed = tracker = topic = null;
        isPlaced = isGpsLogger = false;
    }

    void field(JsonParser parser, String name, JsonToken value) {
        switch (name) {
            case "_type" -> type = String.valueOf(Json.text(parser));
            case "lat", "lon" -> {
                isPlaced = true;
                attributes.put(name, Json.text(parser));
            }
            case "tst", "acc", "alt", "cog", "batt" -> attributes.put(name, Json.text(parser));
            case "vel" -> speed = Json.text(parser);
            case "bs" -> isGpsLogger = value == JsonToken.VALUE_TRUE || value == JsonToken.VALUE_FALSE;
            case "tid" -> tracker = Json.text(parser);
            case "topic" -> topic = Json.text(parser);
            case "motionactivities" -> {
                if (value == JsonToken.START_ARRAY) {
                    attributes.put("motion", Motion.read(parser));
                }
            }
            default -> {
                // Networks, regions, pressure and other fields are not used.
            }
        }
    }

    void end() {
        if (type.equals("encrypted")) {
            fix.begin(place);
            fix.reject(RejectionReason.ENCRYPTED, "");
        } else if (isPoint()) {
            attributes.put(isMetresPerSecond() ? "speed" : "speed_kmh", speed);
            attributes.put("device", device());
            attributes.end();
        } else if (!WITHOUT_POINT.contains(type)) {
            fix.begin(place);
            fix.reject(RejectionReason.UNKNOWN_MESSAGE, "_type=" + type);
        }
    }

    /// The transition of a beacon has no position.
    private boolean isPoint() {
        return type.isEmpty() || type.equals("location") || type.equals("transition") && isPlaced;
    }

    private boolean isMetresPerSecond() {
        return isGpsLogger || tracker == null && topic == null;
    }

    /// The third level of the topic: `pixel` in `owntracks/anna/pixel` and `owntracks/anna/pixel/event`.
    /// Without a topic, the two letters that the app shows.
    private @Nullable String device() {
        var levels = topic == null ? new String[0] : topic.split("/", LEVELS_OF_TOPIC + 1);
        return levels.length < LEVELS_OF_TOPIC ? tracker : levels[LEVELS_OF_TOPIC - 1];
    }
}

package dev.waymill.formats.json;

import dev.waymill.formats.point.RejectionReason;
import dev.waymill.formats.reader.AttributeCollector;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.Reading;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// One message of OwnTracks while it is read, as <https://owntracks.org/booklet/tech/json/> describes them: a
/// point, or something else that is passed over. Used again for the next.
///
/// `location` and `transition`, the crossing of a fence, have a place and a time and are points. So is what
/// has no type: some programs leave it out.
public final class OwnTracksMessage {
    private static final int LEVELS_OF_TOPIC = 3;

    private final PointBuilder fix;
    private final AttributeCollector attributes;
    private long place;
    private String type = "";
    private boolean isPlaced;
    private @Nullable String speed;
    /// GPSLogger posts messages like OwnTracks' own, but its speed is in metres per second, as Android gives
    /// it. It knows neither `topic` nor `tid`, of which OwnTracks and its Recorder always write one, and
    /// whether the battery is charged is true or false to it, not 0…3.
    private boolean isGpsLogger;

    private @Nullable String tracker;
    private @Nullable String topic;

    public OwnTracksMessage(PointBuilder fix, Reading reading) {
        this.fix = fix;
        this.attributes = new AttributeCollector(fix, reading);
    }

    /// Reads the messages in one line of a log.
    ///
    /// @return whether the line is JSON to its end
    public boolean readLine(String json, long line) {
        try {
            Json.readLine(json, parser -> read(parser, line));
            return true;
        } catch (JacksonException _) {
            return false;
        }
    }

    /// Reads the message at whose start the parser stands.
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
                // Networks, regions, pressure: nothing the timeline could use.
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
        }
    }

    /// The crossing of a beacon's range has no place.
    private boolean isPoint() {
        return type.isEmpty() || type.equals("location") || type.equals("transition") && isPlaced;
    }

    private boolean isMetresPerSecond() {
        return isGpsLogger || tracker == null && topic == null;
    }

    /// `owntracks/anna/pixel` is the pixel, as is `owntracks/anna/pixel/event`; without a topic the two letters
    /// that the app shows.
    private @Nullable String device() {
        var levels = topic == null ? new String[0] : topic.split("/", LEVELS_OF_TOPIC + 1);
        return levels.length < LEVELS_OF_TOPIC ? tracker : levels[LEVELS_OF_TOPIC - 1];
    }
}

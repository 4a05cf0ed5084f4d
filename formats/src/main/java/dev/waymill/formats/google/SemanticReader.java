package dev.waymill.formats.google;

import dev.waymill.formats.json.Json;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.Reading;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.IOException;
import java.io.InputStream;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads a month of the Semantic Location History of a Google Takeout: one object with an array
/// `timelineObjects` of stays and movements. The format is described at
/// <https://locationhistoryformat.com/reference/semantic/>.
public final class SemanticReader {
    private SemanticReader() {}

    /// @see dev.waymill.formats.reader.FormatReader
    public static void read(InputStream in, Reading reading) throws UnreadableFileException, IOException {
        Json.read(in, "Semantic Location History", (parser, first) -> {
            if (first == JsonToken.START_OBJECT) {
                Json.object(parser, (name, value) -> {
                    if (name.equals("timelineObjects")) {
                        Json.array(parser, value, each -> timelineObject(parser, each, reading));
                    }
                });
            } else {
                Json.array(parser, each -> timelineObject(parser, each, reading));
            }
        });
    }

    private static void timelineObject(JsonParser parser, JsonToken value, Reading reading) {
        Json.object(parser, value, (name, inner) -> {
            if (inner == JsonToken.START_OBJECT) {
                switch (name) {
                    case "activitySegment" -> ActivitySegment.read(parser, reading);
                    case "placeVisit" -> PlaceVisit.read(parser, reading);
                    default -> {
                        // Other objects are not used.
                    }
                }
            }
        });
    }

    /// Reads `duration`, with any of its field names.
    static void duration(JsonParser parser, JsonToken value, Span span) {
        Json.object(parser, value, (name, _) -> {
            switch (name) {
                case "startTimestamp" -> span.from(Json.text(parser));
                case "endTimestamp" -> span.to(Json.text(parser));
                case "startTimestampMs" -> span.orFrom(Json.text(parser));
                case "endTimestampMs" -> span.orTo(Json.text(parser));
                default -> {
                    // Other fields are not used.
                }
            }
        });
    }

    /// Reads a field of a point or of a place, which has no time: coordinates, accuracy, time or device.
    static void fix(JsonParser parser, String name, JsonToken value, PointBuilder fix) {
        switch (name) {
            case "timestamp" -> fix.time().any(Json.text(parser));
            case "timestampMs" -> {
                if (!fix.time().isKnown()) {
                    fix.time().millis(Json.text(parser));
                }
            }
            case "accuracyMetres", "accuracyMeters" -> fix.accuracy((float) Json.number(parser));
            case "sourceInfo" ->
                Json.object(parser, value, (inner, _) -> {
                    if (inner.equals("deviceTag")) {
                        fix.device(Json.text(parser));
                    }
                });
            default -> GoogleField.coordinate(name, parser, fix);
        }
    }

    /// Reads `simplifiedRawPath`: points from the phone, with their own times.
    static void rawPath(JsonParser parser, JsonToken value, PointBuilder fix) {
        Json.object(parser, value, (name, points) -> {
            if (name.equals("points")) {
                Json.array(parser, points, point -> {
                    fix.begin(Json.offset(parser));
                    Json.object(parser, point, (field, inner) -> fix(parser, field, inner, fix));
                    if (!fix.isPositionMissing()) {
                        fix.end();
                    }
                });
            }
        });
    }
}

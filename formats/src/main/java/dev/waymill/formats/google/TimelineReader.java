package dev.waymill.formats.google;

import dev.waymill.formats.json.Json;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.Reading;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.IOException;
import java.io.InputStream;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads the Timeline exported by phones, where Google now stores it: on Android an object with segments and
/// raw signals, on iPhones an array of segments.
///
/// Frequent places have no times and are skipped. Network scans and activity guesses have no position and are
/// skipped.
public final class TimelineReader {
    private final JsonParser parser;
    private final PointBuilder fix;
    private final TimelineSegment segment;

    private TimelineReader(JsonParser parser, Reading reading) {
        this.parser = parser;
        this.fix = PointBuilder.byOffset(reading);
        this.segment = new TimelineSegment(parser, reading);
    }

    /// @see dev.waymill.formats.reader.FormatReader
    public static void read(InputStream in, Reading reading) throws UnreadableFileException, IOException {
        Json.read(in, "Timeline", (parser, first) -> {
            var timeline = new TimelineReader(parser, reading);
            if (first == JsonToken.START_ARRAY) {
                Json.array(parser, timeline.segment::read);
            } else {
                Json.object(parser, timeline::part);
            }
        });
    }

    private void part(String name, JsonToken value) {
        switch (name) {
            case "semanticSegments" -> Json.array(parser, value, segment::read);
            case "rawSignals" -> Json.array(parser, value, this::signal);
            default -> {
                // The owner's profile and unknown fields are not used.
            }
        }
    }

    private void signal(JsonToken value) {
        Json.object(parser, value, (name, inner) -> {
            if (name.equals("position") && inner == JsonToken.START_OBJECT) {
                fix.begin(Json.offset(parser));
                Json.object(parser, this::position);
                if (!fix.isPositionMissing()) {
                    fix.end();
                }
            }
        });
    }

    private void position(String name, JsonToken value) {
        switch (name) {
            case "LatLng", "latLng" -> PlaceText.read(parser, value, fix);
            case "timestamp" -> fix.time().any(Json.text(parser));
            case "accuracyMeters" -> fix.accuracy((float) Json.number(parser));
            case "altitudeMeters" -> fix.elevation((float) Json.number(parser));
            case "speedMetersPerSecond" -> fix.speed((float) Json.number(parser));
            default -> {
                // The source of the position (satellites, networks) is not used.
            }
        }
    }
}

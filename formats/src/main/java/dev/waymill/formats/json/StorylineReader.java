package dev.waymill.formats.json;

import dev.waymill.formats.reader.AttributeCollector;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.Reading;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.IOException;
import java.io.InputStream;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads the days of Moves, `[{date, segments: […]}]`, and of Arc, `{timelineItems: […]}`. Both list stays, and
/// movements with the points on the way.
public final class StorylineReader {
    private final JsonParser parser;
    private final Reading reading;
    /// The points on the way.
    private final AttributeCollector sample;

    private boolean isSampled;

    private StorylineReader(JsonParser parser, Reading reading) {
        this.parser = parser;
        this.reading = reading;
        this.sample = new AttributeCollector(PointBuilder.byOffset(reading), reading);
    }

    /// @see dev.waymill.formats.reader.FormatReader
    public static void read(InputStream in, Reading reading) throws UnreadableFileException, IOException {
        Json.read(in, "storyline", (parser, first) -> {
            var line = new StorylineReader(parser, reading);
            if (first == JsonToken.START_ARRAY) {
                Json.array(parser, line::day);
            } else {
                line.day(first);
            }
        });
    }

    private void day(JsonToken value) {
        Json.object(parser, value, (name, segments) -> {
            if (name.equals("segments") || name.equals("timelineItems")) {
                Json.array(parser, segments, this::segment);
            }
        });
    }

    private void segment(JsonToken value) {
        if (value == JsonToken.START_OBJECT) {
            var stay = new StorylineStay(reading, Json.offset(parser));
            var movement = new StorylineMovement(reading);
            Json.object(parser, (name, field) -> {
                switch (name) {
                    case "place" -> Json.object(parser, field, (inner, part) -> stay.place(parser, inner, part));
                    case "activities" -> Json.array(parser, field, this::activity);
                    case "samples" -> Json.array(parser, field, each -> sample(each, movement));
                    default -> {
                        stay.field(parser, name, field);
                        movement.field(parser, name);
                    }
                }
            });
            stay.end();
            if (!stay.isVisit()) {
                movement.end();
            }
        }
    }

    /// Reads a movement of Moves.
    private void activity(JsonToken value) {
        var movement = new StorylineMovement(reading);
        Json.object(parser, value, (name, field) -> {
            if (name.equals("trackPoints")) {
                Json.array(parser, field, each -> sample(each, movement));
            } else {
                movement.field(parser, name);
            }
        });
        movement.end();
    }

    /// Reads a point. A sample of Arc without a location has only the motion of the phone.
    private void sample(JsonToken value, StorylineMovement movement) {
        if (value == JsonToken.START_OBJECT) {
            isSampled = false;
            sample.begin(Json.offset(parser));
            sample.put("activitytype", movement.mode());
            Json.object(parser, this::sampleField);
            if (isSampled) {
                sample.end();
            }
        }
    }

    private void sampleField(String name, JsonToken value) {
        switch (name) {
            case "location" -> {
                isSampled |= value == JsonToken.START_OBJECT;
                Json.object(parser, value, (inner, _) -> sample.put(inner, Json.text(parser)));
            }
            case "lat", "lon" -> {
                isSampled = true;
                sample.put(name, Json.text(parser));
            }
            case "time" -> sample.put("timestamp", Json.text(parser));
            case "date" -> sample.put("created_at", Json.text(parser));
            case "confirmedType" -> sample.put("motion", Json.text(parser));
            case "classifiedType" -> sample.put("activity", Json.text(parser));
            default -> {
                // Steps and accelerations are not used.
            }
        }
    }
}

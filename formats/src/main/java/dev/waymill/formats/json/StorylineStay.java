package dev.waymill.formats.json;

import dev.waymill.formats.reader.AttributeCollector;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.Reading;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// A stay in Moves or Arc: a point at its start, one at its end, and a visit.
final class StorylineStay {
    private final AttributeCollector attributes;
    private boolean isVisit;

    StorylineStay(Reading reading, long offset) {
        this.attributes = new AttributeCollector(PointBuilder.byOffset(reading), reading);
        attributes.begin(offset);
        attributes.put("type", "visit");
    }

    /// Whether the segment is a stay, not a movement.
    boolean isVisit() {
        return isVisit;
    }

    /// Takes a field of the segment.
    void field(JsonParser parser, String name, JsonToken value) {
        switch (name) {
            case "type" -> isVisit |= "place".equals(Json.text(parser));
            case "isVisit" -> isVisit |= value == JsonToken.VALUE_TRUE;
            case "startTime", "startDate" -> attributes.put("starttime", Json.text(parser));
            case "endTime", "endDate" -> attributes.put("endtime", Json.text(parser));
            case "streetAddress" -> attributes.put("address", Json.text(parser));
            // The centre of the samples. The names make the centre of the place win.
            case "center" -> position(parser, value, "lat", "lon");
            default -> {
                // Counts of steps, floors and calories are not used.
            }
        }
    }

    /// Takes a field of the place.
    void place(JsonParser parser, String name, JsonToken value) {
        switch (name) {
            case "id", "placeId" -> attributes.put("placeid", Json.text(parser));
            case "name" -> attributes.put("name", Json.text(parser));
            case "location", "center" -> position(parser, value, "latitude", "longitude");
            default -> {
                // The radius and other fields are not used.
            }
        }
    }

    private void position(JsonParser parser, JsonToken value, String latitude, String longitude) {
        Json.object(parser, value, (name, _) -> {
            switch (name) {
                case "lat", "latitude" -> attributes.put(latitude, Json.text(parser));
                case "lon", "longitude" -> attributes.put(longitude, Json.text(parser));
                default -> {
                    // No other field belongs to a place.
                }
            }
        });
    }

    void end() {
        if (isVisit) {
            attributes.end();
        }
    }
}

package dev.waymill.formats.google;

import dev.waymill.formats.json.Json;
import dev.waymill.formats.point.Movement;
import dev.waymill.formats.point.PointSink;
import dev.waymill.formats.point.Visit;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.Reading;
import dev.waymill.formats.reader.TextCleaner;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// A segment of the Timeline: a stay, a movement or a path. Android and iPhones write the same fields, but one
/// writes objects and numbers where the other writes text. The fields come in any order, so the points are
/// emitted at the end. Reused for the next segment.
final class TimelineSegment {
    private final JsonParser parser;
    private final PointSink sink;
    private final Span span = new Span();
    private final TimelinePath path;
    private final PointBuilder place;
    private final PointBuilder start;
    private final PointBuilder end;
    private final PointBuilder parked;

    private @Nullable String placeId;
    private @Nullable String category;
    private @Nullable String mode;
    private float distance;
    /// Probability that the owner stayed or moved at all, and that the place or mode is the right one.
    private double probability;

    private double candidateProbability;

    TimelineSegment(JsonParser parser, Reading reading) {
        this.parser = parser;
        this.sink = reading.sink();
        this.path = new TimelinePath(parser, PointBuilder.byOffset(reading));
        this.place = PointBuilder.byOffset(reading);
        this.start = PointBuilder.byOffset(reading);
        this.end = PointBuilder.byOffset(reading);
        this.parked = PointBuilder.byOffset(reading);
    }

    /// Reads the current element.
    void read(JsonToken value) {
        if (value == JsonToken.START_OBJECT) {
            clear();
            Json.object(parser, this::field);
            path.end(span);
            stay();
            move();
            if (!parked.isPositionMissing()) {
                parked.end();
            }
        }
    }

    private void clear() {
        span.clear();
        for (var fix : new PointBuilder[] {place, start, end, parked}) {
            fix.begin(0);
        }
        placeId = category = mode = null;
        distance = Float.NaN;
        probability = candidateProbability = Double.NaN;
    }

    private void field(String name, JsonToken value) {
        switch (name) {
            case "startTime" -> span.from(Json.text(parser));
            case "endTime" -> span.to(Json.text(parser));
            case "timelinePath" -> Json.array(parser, value, step -> path.step(step, span));
            case "visit" -> Json.object(parser, value, this::visited);
            case "activity" -> Json.object(parser, value, this::moved);
            default -> {
                // Memories of journeys name places without coordinates.
            }
        }
    }

    private void visited(String name, JsonToken value) {
        switch (name) {
            case "probability" -> probability = Json.number(parser);
            case "topCandidate" -> Json.object(parser, value, this::candidate);
            default -> {
                // The place's level in a hierarchy is not used.
            }
        }
    }

    private void moved(String name, JsonToken value) {
        switch (name) {
            case "start" -> PlaceText.begin(parser, value, start);
            case "end" -> PlaceText.begin(parser, value, end);
            case "distanceMeters" -> distance = (float) Json.number(parser);
            case "probability" -> probability = Json.number(parser);
            case "topCandidate" -> Json.object(parser, value, this::candidate);
            case "parking" -> {
                parked.begin(Json.offset(parser));
                Json.object(parser, value, this::parking);
            }
            default -> {
                // Other fields are not used.
            }
        }
    }

    private void candidate(String name, JsonToken value) {
        switch (name) {
            case "placeId", "placeID" -> placeId = TextCleaner.name(Json.text(parser));
            case "placeLocation" -> PlaceText.begin(parser, value, place);
            case "semanticType" -> category = GoogleField.category(Json.text(parser));
            case "type" -> mode = GoogleField.category(Json.text(parser));
            case "probability" -> candidateProbability = Json.number(parser);
            default -> {
                // Other fields are not used.
            }
        }
    }

    private void parking(String name, JsonToken value) {
        switch (name) {
            case "location" -> PlaceText.read(parser, value, parked);
            case "startTime" -> parked.time().any(Json.text(parser));
            default -> {
                // Other fields are not used.
            }
        }
    }

    private void stay() {
        if (span.stay(place)) {
            sink.visit(new Visit(
                    span.since(),
                    span.until(),
                    place.latitudeE7(),
                    place.longitudeE7(),
                    null,
                    null,
                    placeId,
                    category,
                    confidence()));
        }
    }

    private void move() {
        if (span.move(start, end) && mode != null) {
            sink.movement(new Movement(span.since(), span.until(), mode, distance, confidence()));
        }
    }

    private float confidence() {
        return GoogleField.confidence(Double.isNaN(probability) ? candidateProbability : probability);
    }
}

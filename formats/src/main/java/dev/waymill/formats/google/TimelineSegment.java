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

/// A segment of the Timeline: its owner stayed at a place, or moved, or here is the way. Android and iPhones
/// have the same, only that one writes objects and numbers where the other writes text. Its fields come in any
/// order, times last or first; what was made of them is told at its end. Used again for the next.
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
    /// That the owner was there or moved at all, and that it was this place or mode.
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

    /// Reads the element at which the parser stands.
    void read(JsonToken value) {
        if (value == JsonToken.START_OBJECT) {
            clear();
            Json.object(parser, this::field);
            path.end(span);
            stay();
            move();
            if (!parked.isNowhere()) {
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
                // Memories of journeys name places without saying where they are.
            }
        }
    }

    private void visited(String name, JsonToken value) {
        switch (name) {
            case "probability" -> probability = Json.number(parser);
            case "topCandidate" -> Json.object(parser, value, this::candidate);
            default -> {
                // How the place lies in others.
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
                // Nothing else is told.
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
                // Nothing else is told.
            }
        }
    }

    private void parking(String name, JsonToken value) {
        switch (name) {
            case "location" -> PlaceText.read(parser, value, parked);
            case "startTime" -> parked.time().any(Json.text(parser));
            default -> {
                // Nothing else is told.
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

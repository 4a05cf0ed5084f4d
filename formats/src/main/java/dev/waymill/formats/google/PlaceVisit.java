package dev.waymill.formats.google;

import dev.waymill.formats.json.Json;
import dev.waymill.formats.point.Visit;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.Reading;
import dev.waymill.formats.reader.TextCleaner;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// A stay in the Semantic Location History. It may contain other stays, e.g. in the shops of a station.
final class PlaceVisit {
    private final JsonParser parser;
    private final Reading reading;
    private final Span span = new Span();
    private final PointBuilder raw;
    private final PointBuilder location;
    private final PointBuilder centre;
    /// The first candidate location with a position.
    private final PointBuilder other;

    private @Nullable String name;
    private @Nullable String address;
    private @Nullable String placeId;
    private @Nullable String category;
    /// Confidence that the owner stayed there at all, and that the place is the right one.
    private double visitConfidence = Double.NaN;

    private double locationConfidence = Double.NaN;

    private PlaceVisit(JsonParser parser, Reading reading) {
        this.parser = parser;
        this.reading = reading;
        this.raw = PointBuilder.byOffset(reading);
        this.location = PointBuilder.byOffset(reading);
        this.centre = PointBuilder.byOffset(reading);
        this.other = PointBuilder.byOffset(reading);
    }

    /// Reads the object. The parser is at its start.
    static void read(JsonParser parser, Reading reading) {
        var visit = new PlaceVisit(parser, reading);
        visit.centre.begin(Json.offset(parser));
        Json.object(parser, visit::field);
        visit.end();
    }

    private void field(String field, JsonToken value) {
        switch (field) {
            case "location" -> {
                location.begin(Json.offset(parser));
                Json.object(parser, value, this::placeField);
            }
            case "centerLatE7" -> GoogleField.latitude(parser, centre);
            case "centerLngE7" -> GoogleField.longitude(parser, centre);
            case "otherCandidateLocations" -> Json.array(parser, value, this::candidate);
            case "duration" -> SemanticReader.duration(parser, value, span);
            case "visitConfidence" -> visitConfidence = Json.number(parser);
            case "simplifiedRawPath" -> SemanticReader.rawPath(parser, value, raw);
            case "childVisits" -> Json.array(parser, value, this::child);
            default -> {
                // The owner's edits and other fields are not used.
            }
        }
    }

    private void placeField(String field, JsonToken value) {
        switch (field) {
            case "name" -> name = TextCleaner.name(Json.text(parser));
            case "address" -> address = address(Json.text(parser));
            case "placeId" -> placeId = TextCleaner.name(Json.text(parser));
            case "semanticType" -> category = GoogleField.category(Json.text(parser));
            case "locationConfidence" -> locationConfidence = Json.number(parser);
            default -> SemanticReader.fix(parser, field, value, location);
        }
    }

    /// Joins the lines of an address with commas. The file has one line per part.
    private static @Nullable String address(@Nullable String written) {
        return written == null
                ? null
                : TextCleaner.name(written.lines()
                        .map(String::strip)
                        .filter(Predicate.not(String::isEmpty))
                        .collect(Collectors.joining(", ")));
    }

    private void candidate(JsonToken value) {
        if (value == JsonToken.START_OBJECT && !other.isPlaced()) {
            other.begin(Json.offset(parser));
            Json.object(parser, (field, inner) -> SemanticReader.fix(parser, field, inner, other));
        }
    }

    private void child(JsonToken value) {
        if (value == JsonToken.START_OBJECT) {
            read(parser, reading);
        }
    }

    private void end() {
        var place = place();
        if (span.stay(place)) {
            reading.sink()
                    .visit(new Visit(
                            span.since(),
                            span.until(),
                            place.latitudeE7(),
                            place.longitudeE7(),
                            name,
                            address,
                            placeId,
                            category,
                            GoogleField.confidence(
                                    Double.isNaN(visitConfidence) ? locationConfidence : visitConfidence)));
        }
    }

    /// Returns the most reliable position that is valid; if there is none, the most reliable one that is
    /// present.
    private PointBuilder place() {
        var places = List.of(location, centre, other);
        return places.stream()
                .filter(PointBuilder::isPlaced)
                .findFirst()
                .or(() -> places.stream()
                        .filter(Predicate.not(PointBuilder::isPositionMissing))
                        .findFirst())
                .orElse(location);
    }
}

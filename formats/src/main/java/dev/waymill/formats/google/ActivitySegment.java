package dev.waymill.formats.google;

import dev.waymill.formats.json.Json;
import dev.waymill.formats.point.Movement;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.Reading;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// A movement in the Semantic Location History: its start and end, the places between them, and the means of
/// transport.
final class ActivitySegment {
    private final JsonParser parser;
    private final Reading reading;
    private final Span span = new Span();
    private final PointBuilder raw;
    private final PointBuilder start;
    private final PointBuilder end;
    private final PointBuilder parked;
    private final Waypoints waypoints;
    private final Waypoints stops;

    private @Nullable String activity;
    private @Nullable String travelMode;
    private float distance = Float.NaN;
    private float pathDistance = Float.NaN;
    /// The candidate read last, and the candidate with the highest probability.
    private @Nullable String candidate;

    private double probability;
    private @Nullable String likeliest;
    private double greatest;

    private ActivitySegment(JsonParser parser, Reading reading) {
        this.parser = parser;
        this.reading = reading;
        this.raw = PointBuilder.byOffset(reading);
        this.start = PointBuilder.byOffset(reading);
        this.end = PointBuilder.byOffset(reading);
        this.parked = PointBuilder.byOffset(reading);
        this.waypoints = new Waypoints(parser, raw);
        this.stops = new Waypoints(parser, raw);
    }

    /// Reads the object. The parser is at its start.
    static void read(JsonParser parser, Reading reading) {
        var segment = new ActivitySegment(parser, reading);
        Json.object(parser, segment::field);
        segment.end();
    }

    private void field(String field, JsonToken value) {
        switch (field) {
            case "startLocation" -> location(value, start);
            case "endLocation" -> location(value, end);
            case "duration" -> SemanticReader.duration(parser, value, span);
            case "distance" -> distance = (float) Json.number(parser);
            case "activityType" -> activity = GoogleField.category(Json.text(parser));
            case "activities" -> Json.array(parser, value, this::candidate);
            case "waypointPath" -> Json.object(parser, value, this::waypointPath);
            case "transitPath" -> Json.object(parser, value, this::transitPath);
            case "simplifiedRawPath" -> SemanticReader.rawPath(parser, value, raw);
            case "parkingEvent" -> {
                parked.begin(Json.offset(parser));
                Json.object(parser, value, this::parking);
            }
            default -> {
                // The owner's edits and other fields are not used.
            }
        }
    }

    private void location(JsonToken value, PointBuilder fix) {
        fix.begin(Json.offset(parser));
        Json.object(parser, value, (field, inner) -> SemanticReader.fix(parser, field, inner, fix));
    }

    private void candidate(JsonToken value) {
        candidate = null;
        probability = 0;
        Json.object(parser, value, (field, _) -> {
            switch (field) {
                case "activityType" -> candidate = GoogleField.category(Json.text(parser));
                case "probability" -> probability = Json.number(parser);
                default -> {
                    // Other fields are not used.
                }
            }
        });
        if (probability > greatest) {
            likeliest = candidate;
            greatest = probability;
        }
    }

    private void waypointPath(String field, JsonToken value) {
        switch (field) {
            case "waypoints" -> Json.array(parser, value, waypoints::waypoint);
            case "distanceMeters" -> pathDistance = (float) Json.number(parser);
            case "travelMode" -> travelMode = GoogleField.category(Json.text(parser));
            default -> {
                // The roads taken are not used.
            }
        }
    }

    /// Reads the stops without their times, which are timetable times. Interpolated times are closer to when
    /// the owner was there.
    private void transitPath(String field, JsonToken value) {
        if (field.equals("transitStops")) {
            Json.array(parser, value, stops::waypoint);
        }
    }

    private void parking(String field, JsonToken value) {
        if (field.equals("location")) {
            Json.object(parser, value, this::parking);
        } else {
            SemanticReader.fix(parser, field, value, parked);
        }
    }

    private void end() {
        boolean moved = span.move(start, end);
        waypoints.end(start, end, span);
        stops.end(start, end, span);
        if (!parked.isPositionMissing()) {
            parked.end();
        }
        var mode = mode();
        if (moved && mode != null) {
            reading.sink()
                    .movement(new Movement(
                            span.since(),
                            span.until(),
                            mode,
                            Float.isNaN(distance) ? pathDistance : distance,
                            mode.equals(likeliest) ? GoogleField.confidence(greatest) : Float.NaN));
        }
    }

    private @Nullable String mode() {
        if (activity != null) {
            return activity;
        }
        return likeliest == null ? travelMode : likeliest;
    }
}

package dev.waymill.formats;

import dev.waymill.formats.reader.Attribute;
import dev.waymill.formats.reader.UnreadableFileException;
import java.util.List;
import java.util.Set;

/// Detects the format of a JSON file from its names. Google's exports differ only in these.
final class JsonKind {
    private static final Set<String> GEOJSON_TYPES = Set.of(
            "FeatureCollection",
            "Feature",
            "Point",
            "MultiPoint",
            "LineString",
            "MultiLineString",
            "Polygon",
            "MultiPolygon",
            "GeometryCollection");

    private static final Set<String> PERIOD = Set.of("startTime", "endTime");
    /// The names of the point lists in our own API, in Traccar and in the OwnTracks Recorder.
    private static final List<String> LISTS_OF_POINTS = List.of("items", "points", "positions", "data");

    private final JsonShape shape;
    private final Set<String> names;

    JsonKind(JsonShape shape) {
        this.shape = shape;
        this.names = shape.names();
    }

    /// @throws UnreadableFileException if the format is not supported
    Format format() throws UnreadableFileException {
        if (shape.isList() && (names.contains("entity_id") || shape.nested().contains("entity_id"))) {
            return Format.HOME_ASSISTANT;
        }
        if (names.isEmpty()) {
            throw shape.isBroken()
                    ? unknown("it begins like JSON but is not JSON")
                    : shape.hasValues() ? Refusals.of("it is JSON, but not a list of objects") : Refusals.nothing();
        }
        refuseForeign();
        if (names.contains("timelineObjects")) {
            return Format.GOOGLE_SEMANTIC;
        }
        if (hasAny(names, "semanticSegments", "rawSignals", "userLocationProfile")) {
            return Format.GOOGLE_TIMELINE;
        }
        if (hasAny(names, "Data Points", "Data Source", "dataSourceId")) {
            return Format.GOOGLE_FIT;
        }
        if (names.contains("timelineItems")) {
            return Format.ARC;
        }
        if (names.contains("segments") && names.contains("date")) {
            return Format.MOVES;
        }
        if (GEOJSON_TYPES.contains(shape.type())
                || hasAny(names, "features", "geometry", "coordinates", "geometries")) {
            if (shape.hasLinksToMaps()) {
                // Google writes saved places as GeoJSON, with the day on which they were saved.
                throw Refusals.savedPlaces();
            }
            return Format.GEOJSON;
        }
        if (shape.isList() && isTimeline()) {
            return Format.GOOGLE_TIMELINE_IOS;
        }
        if (!shape.isList() && shape.listed("locations").isPresent()) {
            return ofLocations(shape.listed("locations").get());
        }
        for (var list : LISTS_OF_POINTS) {
            var first = shape.listed(list);
            if (!shape.isList() && first.isPresent() && !hasPlace(names)) {
                return first.get().isEmpty() ? Format.POINTS : ofPoint(first.get());
            }
        }
        if (!shape.isList() && shape.listed("all_steps").isPresent()) {
            return Format.POLARSTEPS;
        }
        return ofPoint(names);
    }

    /// Other exports have lists of periods, too: Fitbit has nights and exercises.
    private boolean isTimeline() {
        boolean hasPeriod = hasAny(names, "startTime", "endTime");
        return hasPeriod && (PERIOD.containsAll(names) || hasAny(names, "visit", "activity"))
                || hasAny(names, "timelinePath", "timelineMemory");
    }

    private void refuseForeign() throws UnreadableFileException {
        if (names.contains("timelineEdits")) {
            throw Refusals.timelineEdits();
        }
        if (hasAny(names, "deviceSettings", "hasReportedLocations", "gaiaId")) {
            throw Refusals.settings();
        }
        if (hasAny(names, "titleUrl", "activityControls")) {
            throw Refusals.myActivity();
        }
        if (shape.isEncrypted()) {
            throw Refusals.encryptedOwnTracks();
        }
    }

    private static Format ofLocations(Set<String> location) throws UnreadableFileException {
        if (hasAny(location, "geometry", "properties")) {
            return Format.OVERLAND;
        }
        if (isOwnTracks(location)) {
            return Format.OWNTRACKS;
        }
        if (hasAny(location, "latitudeE7", "longitudeE7") || !hasPlace(location)) {
            return Format.GOOGLE_RECORDS;
        }
        return location.contains("lat") ? Format.POLARSTEPS : Format.POINTS;
    }

    private static boolean hasPlace(Set<String> names) {
        return names.contains("location")
                || names.stream()
                        .flatMap(name -> Attribute.of(name).stream())
                        .anyMatch(spelling -> spelling.attribute().kind() == Attribute.LATITUDE);
    }

    private Format ofPoint(Set<String> point) throws UnreadableFileException {
        if (hasAny(point, "latitudeE7", "longitudeE7")) {
            return Format.GOOGLE_RECORDS;
        }
        if (isOwnTracks(point)) {
            return Format.OWNTRACKS;
        }
        if (hasAny(point, "arrived", "departed")) {
            return Format.POLARSTEPS;
        }
        if (hasPlace(point)) {
            return Format.POINTS;
        }
        throw unknown(
                "it is JSON of an unknown kind: it has no names of coordinates, and none that a known export has");
    }

    private UnreadableFileException unknown(String what) {
        return Refusals.of(
                shape.isIncomplete()
                        ? "the kind of JSON cannot be detected in its first 64 KiB; name its format"
                        : what);
    }

    private static boolean isOwnTracks(Set<String> names) {
        return hasAny(names, "_type", "tst");
    }

    private static boolean hasAny(Set<String> names, String... wanted) {
        for (var name : wanted) {
            if (names.contains(name)) {
                return true;
            }
        }
        return false;
    }
}

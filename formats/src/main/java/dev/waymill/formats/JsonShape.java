package dev.waymill.formats;

import dev.waymill.formats.reader.Attribute;
import dev.waymill.formats.reader.UnreadableFileException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/// The structure of a JSON file as far as its first bytes show it: the names in the outermost object, and the
/// names in the first object of each list in it. Google's exports differ only in these names.
final class JsonShape {
    /// Same setting as in the readers: some programs write NaN, and the names after it must still be found.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();
    private static final String ENCRYPTED = "encrypted";
    /// Stands for the name of a list that is directly in the outermost list.
    private static final String NESTED = "";
    /// See <https://owntracks.org/booklet/tech/json/>. Many other programs have a field `_type`.
    private static final Set<String> OWNTRACKS_TYPES = Set.of(
            "beacon", "card", "cmd", "configuration", "dump", ENCRYPTED, "location", "lwt", "request", "status", "steps",
            "transition", "waypoint", "waypoints");
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

    /// The names of the point lists in our own API, in Traccar and in the OwnTracks Recorder.
    private static final List<String> LISTS_OF_POINTS = List.of("items", "points", "positions", "data");

    /// Names in the outermost object, or in the first object of the outermost list.
    private final Set<String> names = new HashSet<>();
    /// Names in the first object of each list in the outermost object.
    private final Map<String, Set<String>> listed = new HashMap<>();

    private boolean isList;
    private boolean hasValues;
    private boolean isBroken;
    /// Whether the file may be longer than the bytes examined.
    private final boolean isCut;

    private final boolean hasLinksToMaps;
    private String type = "";
    private String underscoreType = "";

    private JsonShape(boolean isCut, boolean hasLinksToMaps) {
        this.isCut = isCut;
        this.hasLinksToMaps = hasLinksToMaps;
    }

    static JsonShape of(byte[] head) {
        var text = new String(head, StandardCharsets.UTF_8);
        var shape = new JsonShape(
                head.length == Sniffer.HEAD_BYTES,
                text.contains("\"google_maps_url\"") || text.contains("\"Google Maps URL\""));
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), head)) {
            shape.inspect(parser);
        } catch (JacksonException _) {
            // The head is cut off or malformed. What was found before that position is used.
            shape.isBroken = true;
        }
        return shape;
    }

    /// Reads a sequence of objects, in a list or directly in the file, until one identifies the format.
    private void inspect(JsonParser parser) {
        var token = parser.nextToken();
        isList = token == JsonToken.START_ARRAY;
        if (isList) {
            token = parser.nextToken();
        }
        while (token != null && token != JsonToken.END_ARRAY && !isConclusive()) {
            if (token == JsonToken.START_OBJECT) {
                inspectObject(parser);
            } else if (token == JsonToken.START_ARRAY) {
                hasValues = true;
                inspectList(parser, NESTED);
            } else {
                hasValues = true;
                parser.skipChildren();
            }
            token = parser.nextToken();
        }
    }

    private boolean isConclusive() {
        return !names.isEmpty() && !underscoreType.equals(ENCRYPTED);
    }

    private void inspectObject(JsonParser parser) {
        for (var name = parser.nextName(); name != null; name = parser.nextName()) {
            names.add(name);
            var value = parser.nextToken();
            forgetForeignType(names, name, parser);
            if (value == JsonToken.START_ARRAY) {
                inspectList(parser, name);
            } else if (value == JsonToken.VALUE_STRING && name.equals("type")) {
                type = parser.getString();
            } else if (value == JsonToken.VALUE_STRING && name.equals("_type")) {
                underscoreType = parser.getString();
            } else {
                parser.skipChildren();
            }
        }
    }

    private void inspectList(JsonParser parser, String list) {
        var first = listed.computeIfAbsent(list, _ -> new HashSet<>());
        for (var token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == JsonToken.START_OBJECT && first.isEmpty()) {
                for (var name = parser.nextName(); name != null; name = parser.nextName()) {
                    first.add(name);
                    parser.nextToken();
                    forgetForeignType(first, name, parser);
                    parser.skipChildren();
                }
            } else {
                parser.skipChildren();
            }
        }
    }

    private static void forgetForeignType(Set<String> names, String name, JsonParser parser) {
        if (name.equals("_type")
                && parser.currentToken() == JsonToken.VALUE_STRING
                && !OWNTRACKS_TYPES.contains(parser.getString())) {
            names.remove(name);
        }
    }

    Format format() throws UnreadableFileException {
        if (isList && (hasAny(names, "entity_id") || listed.getOrDefault(NESTED, Set.of()).contains("entity_id"))) {
            return Format.HOME_ASSISTANT;
        }
        if (names.isEmpty()) {
            throw isBroken
                    ? unknown("it begins like JSON but is not JSON")
                    : hasValues ? Refusals.of("it is JSON, but not a list of objects") : Refusals.nothing();
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
        if (GEOJSON_TYPES.contains(type) || hasAny(names, "features", "geometry", "coordinates", "geometries")) {
            if (hasLinksToMaps) {
                // Google writes saved places as GeoJSON, with the day on which they were saved.
                throw Refusals.savedPlaces();
            }
            return Format.GEOJSON;
        }
        if (isList && hasAny(names, "startTime", "endTime", "timelinePath", "timelineMemory")) {
            return Format.GOOGLE_TIMELINE_IOS;
        }
        if (!isList && listed.containsKey("locations")) {
            return ofLocations(listed.get("locations"));
        }
        for (var list : LISTS_OF_POINTS) {
            var first = listed.get(list);
            if (!isList && first != null && !hasPlace(names)) {
                return first.isEmpty() ? Format.POINTS : ofPoint(first);
            }
        }
        if (!isList && listed.containsKey("all_steps")) {
            return Format.POLARSTEPS;
        }
        return ofPoint(names);
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
        if (underscoreType.equals(ENCRYPTED)) {
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
        throw unknown("it is JSON of an unknown kind: it has no names of coordinates, and none that a known export has");
    }

    private UnreadableFileException unknown(String what) {
        return Refusals.of(
                isBroken && isCut ? "the kind of JSON cannot be detected in its first 64 KiB; name its format" : what);
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

package dev.waymill.formats;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/// The structure of a JSON file as far as its first bytes show it: the names in the outermost object, and the
/// names in the first object of each list in it.
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
            "beacon",
            "card",
            "cmd",
            "configuration",
            "dump",
            ENCRYPTED,
            "location",
            "lwt",
            "request",
            "status",
            "steps",
            "transition",
            "waypoint",
            "waypoints");
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
    /// The same in the first object of a list.
    private String listedType = "";

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
        return !names.isEmpty() && !isEncrypted();
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

    /// Whether the file is a list of objects.
    boolean isList() {
        return isList;
    }

    /// Whether the file has values but no object.
    boolean hasValues() {
        return hasValues;
    }

    /// Whether the JSON ends, or is malformed, within the bytes examined.
    boolean isBroken() {
        return isBroken;
    }

    /// Whether the names that are needed may come behind the bytes examined.
    boolean isIncomplete() {
        return isBroken && isCut;
    }

    boolean hasLinksToMaps() {
        return hasLinksToMaps;
    }

    /// Returns the names in the outermost object, or in the first object of the outermost list.
    Set<String> names() {
        return names;
    }

    /// Returns the names in the first object of a list in the outermost object; empty if the list has no object.
    Optional<Set<String>> listed(String list) {
        return Optional.ofNullable(listed.get(list));
    }

    /// Returns the names in the first object of the lists in the outermost list.
    Set<String> nested() {
        return listed.getOrDefault(NESTED, Set.of());
    }

    /// Returns the value of `type`.
    String type() {
        return type;
    }

    boolean isEncrypted() {
        return underscoreType.equals(ENCRYPTED);
    }
}

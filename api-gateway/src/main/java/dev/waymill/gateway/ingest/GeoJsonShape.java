package dev.waymill.gateway.ingest;

import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Tells GeoJSON from other JSON points by the start of the body.
final class GeoJsonShape {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final Set<String> NAMES = Set.of("geometry", "features");
    private static final Set<String> TYPES = Set.of(
            "FeatureCollection",
            "Feature",
            "Point",
            "MultiPoint",
            "LineString",
            "MultiLineString",
            "GeometryCollection");

    private GeoJsonShape() {}

    /// Whether the first object is GeoJSON, as far as the given bytes show.
    static boolean isIn(byte[] head) {
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), head)) {
            if (parser.nextToken() == JsonToken.START_ARRAY) {
                parser.nextToken();
            }
            return isObject(parser);
        } catch (JacksonException _) {
            return false;
        }
    }

    private static boolean isObject(JsonParser parser) {
        for (var name = parser.nextName(); name != null; name = parser.nextName()) {
            var value = parser.nextToken();
            boolean isType =
                    name.equals("type") && value == JsonToken.VALUE_STRING && TYPES.contains(parser.getString());
            if (isType || NAMES.contains(name)) {
                return true;
            }
            parser.skipChildren();
        }
        return false;
    }
}

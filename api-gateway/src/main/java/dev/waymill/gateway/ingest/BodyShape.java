package dev.waymill.gateway.ingest;

import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// The shape of a JSON body, by its start. Tells GeoJSON from other points.
final class BodyShape {
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

    private BodyShape() {}

    /// Whether the first object is GeoJSON, as far as the given bytes show.
    static boolean isGeoJson(byte[] head) {
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), head)) {
            if (parser.nextToken() == JsonToken.START_ARRAY) {
                parser.nextToken();
            }
            return isObject(parser);
        } catch (JacksonException _) {
            return false;
        }
    }

    /// Whether it is a batch of GeoJSON objects, as far as the given bytes show: `{"locations": […]}`, or a
    /// list alone. A batch may be empty.
    static boolean isGeoJsonBatch(byte[] head) {
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), head)) {
            if (parser.nextToken() == JsonToken.START_ARRAY) {
                return isList(parser);
            }
            for (var name = parser.nextName(); name != null; name = parser.nextName()) {
                if (parser.nextToken() == JsonToken.START_ARRAY && name.equals("locations")) {
                    return isList(parser);
                }
                parser.skipChildren();
            }
            return false;
        } catch (JacksonException _) {
            return false;
        }
    }

    /// Whether a list in it, or the whole, has an element that is no object, as far as the given bytes show.
    /// The readers skip such an element.
    static boolean hasPlainElement(byte[] head) {
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), head)) {
            if (parser.nextToken() == JsonToken.START_ARRAY) {
                return isPlainIn(parser);
            }
            for (var name = parser.nextName(); name != null; name = parser.nextName()) {
                if (parser.nextToken() == JsonToken.START_ARRAY) {
                    if (isPlainIn(parser)) {
                        return true;
                    }
                } else {
                    parser.skipChildren();
                }
            }
            return false;
        } catch (JacksonException _) {
            return false;
        }
    }

    private static boolean isPlainIn(JsonParser parser) {
        for (var element = parser.nextToken(); element != JsonToken.END_ARRAY; element = parser.nextToken()) {
            if (element != JsonToken.START_OBJECT) {
                return true;
            }
            parser.skipChildren();
        }
        return false;
    }

    private static boolean isList(JsonParser parser) {
        return parser.nextToken() == JsonToken.END_ARRAY || isObject(parser);
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

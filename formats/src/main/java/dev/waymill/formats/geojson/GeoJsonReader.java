package dev.waymill.formats.geojson;

import dev.waymill.formats.json.Json;
import dev.waymill.formats.json.Motion;
import dev.waymill.formats.reader.ListDevice;
import dev.waymill.formats.reader.Reading;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads GeoJSON (RFC 7946) and the variants that phones and programs write: feature collections, lists of
/// features, features in sequence, a bare geometry, and Overland's batches, `{locations: [feature…]}`.
///
/// Every vertex is a point. The RFC has no times. They are read from a point's properties, from a line's
/// `coordTimes`, or from the fourth ordinate, where some programs write seconds from 1970.
public final class GeoJsonReader {
    private static final Set<String> LISTS = Set.of("features", "locations");

    private final JsonParser parser;
    private final Feature feature;
    private final ListDevice device;

    private GeoJsonReader(JsonParser parser, Feature feature, ListDevice device) {
        this.parser = parser;
        this.feature = feature;
        this.device = device;
    }

    /// @see dev.waymill.formats.reader.FormatReader
    public static void read(InputStream in, Reading reading) throws UnreadableFileException, IOException {
        var device = new ListDevice(reading.sink());
        var feature = new Feature(reading.into(device));
        try {
            Json.readEach(in, "GeoJSON", (parser, first) -> {
                var reader = new GeoJsonReader(parser, feature, device);
                try {
                    if (first == JsonToken.START_ARRAY) {
                        reader.features();
                    } else {
                        device.begin();
                        reader.feature(device::field);
                        device.end();
                    }
                } catch (Vertices.TooManyException e) {
                    throw UnreadableFileException.damaged(
                            "feature-too-big",
                            "A feature has " + e.getOriginalMessage() + ", or times for them" + Json.place(parser)
                                    + "; split it");
                }
            });
        } finally {
            device.end();
        }
    }

    private void features() {
        Json.array(parser, value -> {
            if (value == JsonToken.START_OBJECT) {
                feature((_, _) -> {});
            }
        });
    }

    /// Reads a feature, a geometry or a collection. Its fields decide which, in any order.
    ///
    /// @param other takes each field, with its text or null
    private void feature(BiConsumer<String, @Nullable String> other) {
        feature.begin(Json.offset(parser));
        var seen = new Geometry();
        Json.object(parser, (name, value) -> {
            if (LISTS.contains(name) && value == JsonToken.START_ARRAY) {
                seen.isList = true;
                features();
            } else if (name.equals("geometry") && value == JsonToken.START_OBJECT) {
                geometry();
            } else if (name.equals("properties") && value == JsonToken.START_OBJECT) {
                properties();
            } else {
                other.accept(name, Json.text(parser));
                seen.field(name, value);
            }
        });
        seen.end();
        if (!seen.isList) {
            feature.end();
        }
    }

    private void geometry() {
        var seen = new Geometry();
        Json.object(parser, seen::field);
        seen.end();
    }

    /// The fields read so far of a geometry, or of an object that may be one.
    private final class Geometry {
        private final int from = feature.vertices().size();
        private String type = "";
        private boolean isList;

        void field(String name, JsonToken value) {
            if (name.equals("type")) {
                type = String.valueOf(Json.text(parser));
                isList |= type.equals("FeatureCollection");
            } else if (name.equals("coordinates") && value == JsonToken.START_ARRAY) {
                feature.vertices().read(parser, feature.scratch());
            } else if (name.equals("geometries") && value == JsonToken.START_ARRAY) {
                Json.array(parser, inner -> {
                    if (inner == JsonToken.START_OBJECT) {
                        geometry();
                    }
                });
            }
        }

        void end() {
            feature.vertices().end();
            if (type.endsWith("Point")) {
                feature.vertices().arePoints(from);
            }
        }
    }

    private void properties() {
        Json.object(parser, (name, value) -> {
            if (value == JsonToken.START_ARRAY) {
                list(name);
            } else if (value == JsonToken.START_OBJECT && name.equals("coordinateProperties")) {
                Json.object(parser, (inner, list) -> {
                    if (list == JsonToken.START_ARRAY && inner.equals("times")) {
                        feature.times().read(parser, feature.scratch());
                    }
                });
            } else {
                if (name.equals("google_maps_url") || name.equals("Google Maps URL")) {
                    feature.savedPlace();
                }
                feature.attributes().put(name, Json.text(parser));
            }
        });
    }

    private void list(String name) {
        switch (name) {
            case "coordTimes", "times" -> feature.times().read(parser, feature.scratch());
            case "motion" -> feature.attributes().put(name, Motion.read(parser));
            default -> {
                // Regions and networks are not used.
            }
        }
    }
}

package dev.waymill.worker.timeline;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// A few points in time order, to show on a map: a GeoJSON FeatureCollection of one LineString with `coordTimes`,
/// of one Point, or of nothing.
public final class SampleLine {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ArrayNode coordinates = JSON.arrayNode();
    private final ArrayNode times = JSON.arrayNode();

    /// @param row has `time`, `lat_e7` and `lon_e7`
    public void add(ResultSet row) throws SQLException {
        coordinates.add(JSON.arrayNode().add(row.getInt("lon_e7") / 1e7).add(row.getInt("lat_e7") / 1e7));
        times.add(row.getObject("time", OffsetDateTime.class).toInstant().toString());
    }

    public JsonNode geoJson() {
        var collection = JSON.objectNode().put("type", "FeatureCollection");
        var features = collection.putArray("features");
        if (!coordinates.isEmpty()) {
            var feature = features.addObject().put("type", "Feature");
            boolean alone = coordinates.size() == 1;
            feature.putObject("geometry")
                    .put("type", alone ? "Point" : "LineString")
                    .set("coordinates", alone ? coordinates.get(0) : coordinates);
            feature.putObject("properties").set("coordTimes", times);
        }
        return collection;
    }
}

package dev.waymill.worker.timeline;

import dev.waymill.events.rest.ImportSummary.Span;
import dev.waymill.events.rest.RemovalPreview;
import dev.waymill.events.rest.RemovalPreview.DevicePoints;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Summarizes the points that a filter selects. Read-only; in a transaction with one snapshot, all figures are
/// of one moment.
@Component
public class PointSummary {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    /// Most points of the sample, about: enough for a line on a map.
    private static final int SAMPLE = 1_000;

    private final JdbcClient jdbc;

    PointSummary(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String TOTALS = """
            SELECT count(*) AS points, min(time) AS first, max(time) AS last,
                   min(lon_e7) AS west, min(lat_e7) AS south, max(lon_e7) AS east, max(lat_e7) AS north
            FROM point p WHERE
            """ + PointFilter.CONDITION;

    public RemovalPreview of(PointFilter filter) {
        PlannerSettings.withoutNestedLoops(jdbc);
        return jdbc.sql(TOTALS)
                .params(filter.params())
                .query((row, _) -> preview(row, filter))
                .single();
    }

    private RemovalPreview preview(ResultSet row, PointFilter filter) throws SQLException {
        long points = row.getLong("points");
        if (points == 0) {
            return new RemovalPreview(0, null, null, List.of(), collection(JSON.arrayNode(), JSON.arrayNode()));
        }
        return new RemovalPreview(
                points,
                new Span(
                        row.getObject("first", OffsetDateTime.class).toInstant(),
                        row.getObject("last", OffsetDateTime.class).toInstant()),
                List.of(
                        row.getInt("west") / 1e7,
                        row.getInt("south") / 1e7,
                        row.getInt("east") / 1e7,
                        row.getInt("north") / 1e7),
                devices(filter),
                sample(filter, points));
    }

    private static final String DEVICES = """
            SELECT device, count(*) AS points FROM point p WHERE
            """ + PointFilter.CONDITION + """
            GROUP BY device ORDER BY points DESC, device LIMIT 50
            """;

    private List<DevicePoints> devices(PointFilter filter) {
        return jdbc.sql(DEVICES)
                .params(filter.params())
                .query((row, _) -> new DevicePoints(row.getString("device"), row.getLong("points")))
                .list();
    }

    /// By a hash of the time, so that every preview shows the same points.
    private static final String SAMPLED = """
            SELECT time, lat_e7, lon_e7 FROM point p WHERE
            """ + PointFilter.CONDITION + """
              AND hashint8((extract(epoch FROM p.time) * 1000)::bigint) & 2147483647 <= :share * 2147483647::float8
            ORDER BY time, lat_e7, lon_e7 LIMIT 2000
            """;

    private JsonNode sample(PointFilter filter, long points) {
        var line = JSON.arrayNode();
        var times = JSON.arrayNode();
        jdbc.sql(SAMPLED)
                .params(filter.params())
                .param("share", Math.min(1, (double) SAMPLE / points))
                .query(row -> {
                    line.add(JSON.arrayNode().add(row.getInt("lon_e7") / 1e7).add(row.getInt("lat_e7") / 1e7));
                    times.add(row.getObject("time", OffsetDateTime.class)
                            .toInstant()
                            .toString());
                });
        return collection(line, times);
    }

    private static JsonNode collection(JsonNode line, JsonNode times) {
        var collection = JSON.objectNode().put("type", "FeatureCollection");
        var features = collection.putArray("features");
        if (!line.isEmpty()) {
            var feature = features.addObject().put("type", "Feature");
            boolean alone = line.size() == 1;
            feature.putObject("geometry")
                    .put("type", alone ? "Point" : "LineString")
                    .set("coordinates", alone ? line.get(0) : line);
            feature.putObject("properties").set("coordTimes", times);
        }
        return collection;
    }
}

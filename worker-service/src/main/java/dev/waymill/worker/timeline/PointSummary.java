package dev.waymill.worker.timeline;

import dev.waymill.events.rest.ImportSummary.Span;
import dev.waymill.events.rest.RemovalPreview;
import dev.waymill.events.rest.RemovalPreview.DevicePoints;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/// Summarizes the points that a filter selects. Read-only; in a transaction with one snapshot, all figures are
/// of one moment.
@Component
public class PointSummary {
    /// The summary of no points.
    public static final RemovalPreview NOTHING =
            new RemovalPreview(0, null, null, List.of(), new SampleLine().geoJson());

    /// Most points of the sample, about: enough for a line on a map.
    private static final int SAMPLE = 1_000;

    private final JdbcClient jdbc;

    PointSummary(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// The devices with most points, each with the totals of all devices: the points are read once.
    private static final String DEVICES = """
            WITH by_device AS (
                SELECT device, count(*) AS points, min(time) AS first, max(time) AS last, min(lon_e7) AS west,
                       min(lat_e7) AS south, max(lon_e7) AS east, max(lat_e7) AS north
                FROM point p WHERE
            """ + PointFilter.CONDITION + """
                GROUP BY device
            )
            SELECT device, points, sum(points) OVER () AS total, min(first) OVER () AS first, max(last) OVER () AS last,
                   min(west) OVER () AS west, min(south) OVER () AS south, max(east) OVER () AS east,
                   max(north) OVER () AS north
            FROM by_device ORDER BY points DESC, device LIMIT 50
            """;

    private record Device(
            @Nullable String device,
            long points,
            long total,
            OffsetDateTime first,
            OffsetDateTime last,
            int west,
            int south,
            int east,
            int north) {}

    public RemovalPreview of(PointFilter filter) {
        PlannerSettings.withoutNestedLoops(jdbc);
        var devices =
                jdbc.sql(DEVICES).params(filter.params()).query(Device.class).list();
        if (devices.isEmpty()) {
            return NOTHING;
        }
        var all = devices.getFirst();
        return new RemovalPreview(
                all.total(),
                new Span(all.first().toInstant(), all.last().toInstant()),
                List.of(all.west() / 1e7, all.south() / 1e7, all.east() / 1e7, all.north() / 1e7),
                devices.stream()
                        .map(each -> new DevicePoints(each.device(), each.points()))
                        .toList(),
                sample(filter, all.total()));
    }

    /// By a hash of the time, so that every preview shows the same points.
    private static final String SAMPLED = """
            SELECT time, lat_e7, lon_e7 FROM point p WHERE
            """ + PointFilter.CONDITION + """
              AND hashint8((extract(epoch FROM p.time) * 1000)::bigint) & 2147483647 <= :share * 2147483647::float8
            ORDER BY time, lat_e7, lon_e7 LIMIT 2000
            """;

    private JsonNode sample(PointFilter filter, long points) {
        var line = new SampleLine();
        jdbc.sql(SAMPLED)
                .params(filter.params())
                .param("share", Math.min(1, (double) SAMPLE / points))
                .query(line::add);
        return line.geoJson();
    }
}

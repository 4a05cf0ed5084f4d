package dev.waymill.worker.timeline.read;

import dev.waymill.events.rest.Point;
import dev.waymill.worker.timeline.Box;
import dev.waymill.worker.timeline.Range;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The points of the timeline.
@Component
class PointStore {
    private final JdbcClient jdbc;

    PointStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// The index gives owner, time and position in order, so a page costs the same wherever it lies. A box
    /// across the antimeridian has its west edge east of its east edge.
    private static final String PAGE = """
            SELECT p.time, p.lat_e7, p.lon_e7, p.elevation, p.accuracy, p.speed, p.course, p.battery, p.device,
                   p.activity, i.job_id
            FROM point p
            JOIN import i USING (import_no)
            WHERE p.owner_no = (SELECT owner_no FROM owner WHERE name = :owner)
              AND p.time >= :from AND p.time < :to
              AND (p.time, p.lat_e7, p.lon_e7) > (:time, :lat, :lon)
              AND p.lat_e7 BETWEEN :south AND :north
              AND CASE WHEN :west <= :east THEN p.lon_e7 BETWEEN :west AND :east
                       ELSE p.lon_e7 >= :west OR p.lon_e7 <= :east END
              AND (:device::text IS NULL OR coalesce(p.device, '') = :device::text)
            ORDER BY p.time, p.lat_e7, p.lon_e7
            LIMIT :limit
            """;

    /// @param device null for all; empty for points without a device
    List<Point> page(String owner, Range range, Box box, @Nullable String device, Cursor after, int limit) {
        return jdbc.sql(PAGE)
                .param("owner", owner)
                .param("from", utc(range.from()))
                .param("to", utc(range.to()))
                .param("time", utc(after.time()))
                .param("lat", after.latE7())
                .param("lon", after.lonE7())
                .param("west", box.westE7())
                .param("south", box.southE7())
                .param("east", box.eastE7())
                .param("north", box.northE7())
                .param("device", device)
                .param("limit", limit)
                .query((row, _) -> pointOf(row))
                .list();
    }

    private static Point pointOf(ResultSet row) throws SQLException {
        return new Point(
                row.getObject("time", OffsetDateTime.class).toInstant(),
                row.getInt("lat_e7") / 1e7,
                row.getInt("lon_e7") / 1e7,
                row.getObject("elevation", Float.class),
                row.getObject("accuracy", Float.class),
                row.getObject("speed", Float.class),
                row.getObject("course", Float.class),
                row.getObject("battery", Float.class),
                row.getString("device"),
                row.getString("activity"),
                row.getObject("job_id", UUID.class));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}

package dev.waymill.worker.timeline;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Adds an import's staged points to its owner's timeline, in the transaction of its caller, which holds the
/// owner's [TimelineLock].
@Component
public class PointInserter {
    private final JdbcClient jdbc;
    private final TimelineChanges changes;

    PointInserter(JdbcClient jdbc, TimelineChanges changes) {
        this.jdbc = jdbc;
        this.changes = changes;
    }

    /// How to skip points that the timeline already has.
    public enum DuplicateCheck {
        /// Fastest, but fails if a concurrent transaction adds one of the points.
        ANTI_JOIN,
        /// Slower, but safe against concurrent inserts.
        ON_CONFLICT
    }

    /// The order of equal points, the best one first. It does not depend on their order in the file.
    private static final String BEST = """
            s.time, s.lat_e7, s.lon_e7,
            num_nonnulls(s.elevation, s.accuracy, s.speed, s.course, s.battery, s.device, s.activity) DESC,
            s.accuracy, s.elevation, s.speed, s.course, s.battery, s.device, s.activity
            """;

    /// The anti-join is about 1.5 times as fast as ON CONFLICT DO NOTHING. Under the owner's lock it is exact,
    /// except for the few points that phones send meanwhile. The span limits the timeline's side of the join to
    /// times in the file. Of equal points in the file, the one with most attributes is kept.
    private static final String INSERT = """
            INSERT INTO point (time, owner_no, lat_e7, lon_e7, elevation, accuracy, speed, course, battery, device,
                               activity, import_no)
            SELECT s.time, :owner, s.lat_e7, s.lon_e7, s.elevation, s.accuracy, s.speed, s.course, s.battery, s.device,
                   s.activity, :no
            FROM (
                SELECT DISTINCT ON (time, lat_e7, lon_e7) * FROM %s s ORDER BY
            """ + BEST + """
            ) s
            WHERE NOT EXISTS (
                SELECT FROM point p
                WHERE p.owner_no = :owner AND p.time = s.time AND p.lat_e7 = s.lat_e7 AND p.lon_e7 = s.lon_e7
                  AND p.time BETWEEN (SELECT :from::timestamptz) AND (SELECT :to::timestamptz)
            )
            ORDER BY s.time, s.lat_e7, s.lon_e7
            """;

    private static final String IGNORE_CONFLICTS = """
            ON CONFLICT DO NOTHING
            """;

    /// @return how many were added; the others were duplicates
    /// @throws org.springframework.dao.DuplicateKeyException if, with ANTI_JOIN, a phone of the owner sent one
    ///     of the points meanwhile; the transaction must be rolled back
    public long insert(StagedPoints staged, DuplicateCheck check) {
        var statement = INSERT.formatted(staged.rows()) + (check == DuplicateCheck.ON_CONFLICT ? IGNORE_CONFLICTS : "");
        int added = jdbc.sql(statement).params(staged.params()).update();
        int filled = 0;
        if (added < staged.count()) {
            recordShadowed(staged);
            filled = fillFromEqualPoints(staged);
        }
        if (added > 0 || filled > 0) {
            changes.record(staged.span());
        } else {
            changes.recordIfShadowedDiffer(staged.span());
        }
        return added;
    }

    /// Keeps a copy of points that the timeline has from other imports, in case those imports are reverted. A
    /// live stream may have sent the point before.
    private static final String KEEP_SHADOWED = """
            INSERT INTO shadowed_point (time, owner_no, lat_e7, lon_e7, elevation, accuracy, speed, course, battery,
                                        device, activity, import_no)
            SELECT DISTINCT ON (s.time, s.lat_e7, s.lon_e7)
                   s.time, :owner, s.lat_e7, s.lon_e7, s.elevation, s.accuracy, s.speed, s.course, s.battery, s.device,
                   s.activity, :no
            FROM %s s
            JOIN point p ON p.owner_no = :owner AND p.time = s.time AND p.lat_e7 = s.lat_e7 AND p.lon_e7 = s.lon_e7
                AND p.time BETWEEN (SELECT :from::timestamptz) AND (SELECT :to::timestamptz)
            WHERE p.import_no <> :no
            ORDER BY
            """ + BEST + IGNORE_CONFLICTS;

    private void recordShadowed(StagedPoints staged) {
        jdbc.sql(KEEP_SHADOWED.formatted(staged.rows())).params(staged.params()).update();
    }

    /// A bare waypoint and a track point with speed and accuracy are often the same fix. What the kept point
    /// lacks comes from the other one; if several have it, from the smallest value, whatever their order. Of a
    /// live stream, the other one may have come in an earlier batch.
    private static final String FILL = """
            UPDATE %s p
            SET elevation = coalesce(p.elevation, s.elevation), accuracy = coalesce(p.accuracy, s.accuracy),
                speed = coalesce(p.speed, s.speed), course = coalesce(p.course, s.course),
                battery = coalesce(p.battery, s.battery), device = coalesce(p.device, s.device),
                activity = coalesce(p.activity, s.activity)
            FROM (
                SELECT time, lat_e7, lon_e7, min(elevation) AS elevation, min(accuracy) AS accuracy,
                       min(speed) AS speed, min(course) AS course, min(battery) AS battery, min(device) AS device,
                       min(activity) AS activity
                FROM %s s GROUP BY time, lat_e7, lon_e7 HAVING count(*) > :alone
            ) s
            WHERE p.owner_no = :owner AND p.import_no = :no
              AND p.time = s.time AND p.lat_e7 = s.lat_e7 AND p.lon_e7 = s.lon_e7
              AND p.time BETWEEN (SELECT :from::timestamptz) AND (SELECT :to::timestamptz)
              AND num_nonnulls(p.elevation, p.accuracy, p.speed, p.course, p.battery, p.device, p.activity)
                < num_nonnulls(s.elevation, s.accuracy, s.speed, s.course, s.battery, s.device, s.activity)
            """;

    /// @return how many points got attributes
    private int fillFromEqualPoints(StagedPoints staged) {
        int filled = 0;
        for (var table : List.of("point", "shadowed_point")) {
            filled += jdbc.sql(FILL.formatted(table, staged.rows()))
                    .params(staged.params())
                    .param("alone", staged.isWhole() ? 1 : 0)
                    .update();
        }
        return filled;
    }
}

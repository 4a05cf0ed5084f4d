package dev.waymill.worker.timeline;

import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Removes from the owner's timeline exactly what an import added, in the transaction of its caller, which
/// holds the owner's [TimelineLock]. Points that another import also has stay and become that import's points.
@Component
public class PointRemover {
    private final JdbcClient jdbc;
    private final TimelineChanges changes;

    PointRemover(JdbcClient jdbc, TimelineChanges changes) {
        this.jdbc = jdbc;
        this.changes = changes;
    }

    /// The result of removing an import's points.
    ///
    /// @param count points that are no longer in the timeline
    /// @param reassigned points that stay: how many now belong to which other import, by its number
    public record Removed(long count, Map<Integer, Long> reassigned) {
        public static final Removed NOTHING = new Removed(0, Map.of());

        public long kept() {
            return reassigned.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    public Removed remove(ImportSpan imported) {
        PlannerSettings.withoutNestedLoops(jdbc);
        var reassigned = reassign(imported);
        int removed = jdbc.sql(REMOVE).params(imported.params()).update();
        if (removed > 0 || !reassigned.isEmpty()) {
            changes.record(imported);
        } else {
            changes.recordIfShadowedDiffer(imported);
        }
        jdbc.sql(FORGET_SHADOWED).params(imported.params()).update();
        jdbc.sql(FORGET_REMOVED).params(imported.params()).update();
        return new Removed(removed, reassigned);
    }

    private static final String SPAN = """
            BETWEEN (SELECT :from::timestamptz) AND (SELECT :to::timestamptz)
            """;

    /// If several imports have the same point, it goes to the oldest of them, with the attributes of that
    /// import's file.
    private static final String REASSIGN = """
            WITH reassigned AS (
                UPDATE point p
                SET elevation = s.elevation, accuracy = s.accuracy, speed = s.speed, course = s.course,
                    battery = s.battery, device = s.device, activity = s.activity, import_no = s.import_no
                FROM (
                    SELECT DISTINCT ON (time, lat_e7, lon_e7) *
                    FROM shadowed_point WHERE owner_no = :owner AND time
            """ + SPAN + """
                    ORDER BY time, lat_e7, lon_e7, import_no
                ) s
                WHERE p.owner_no = :owner AND p.time = s.time AND p.lat_e7 = s.lat_e7 AND p.lon_e7 = s.lon_e7
                  AND p.import_no = :no AND p.time
            """ + SPAN + """
                RETURNING p.time, p.lat_e7, p.lon_e7, p.import_no
            ), unshadowed AS (
                DELETE FROM shadowed_point s
                USING reassigned p
                WHERE s.owner_no = :owner AND p.time = s.time AND p.lat_e7 = s.lat_e7 AND p.lon_e7 = s.lon_e7
                  AND p.import_no = s.import_no AND s.time
            """ + SPAN + """
            )
            SELECT import_no, count(*) AS points FROM reassigned GROUP BY import_no
            """;

    private Map<Integer, Long> reassign(ImportSpan imported) {
        return jdbc
                .sql(REASSIGN)
                .params(imported.params())
                .query((row, _) -> Map.entry(row.getInt("import_no"), row.getLong("points")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static final String REMOVE = """
            DELETE FROM point WHERE owner_no = :owner AND import_no = :no AND time
            """ + SPAN;

    /// A removal that is undone later must not bring them back.
    private static final String FORGET_REMOVED = """
            DELETE FROM removed_point WHERE import_no = :no AND time
            """ + SPAN;

    private static final String FORGET_SHADOWED = """
            DELETE FROM shadowed_point WHERE owner_no = :owner AND import_no = :no AND time
            """ + SPAN;
}

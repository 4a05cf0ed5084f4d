package dev.waymill.worker.timeline;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Moves points out of the timeline and back, in the transaction of its caller, which holds the owner's
/// [TimelineLock]. A point leaves with the points of other imports that it shadows; otherwise the revert of its
/// import would bring one of them back.
@Component
public class RemovedPoints {
    private final JdbcClient jdbc;
    private final TimelineChanges changes;

    RemovedPoints(JdbcClient jdbc, TimelineChanges changes) {
        this.jdbc = jdbc;
        this.changes = changes;
    }

    /// @param span times of the first and the last removed point; empty if there are none
    public record Removed(long points, Optional<Span> span) {}

    /// Both ends are times of points.
    public record Span(Instant from, Instant to) {}

    /// What a restore changed.
    ///
    /// @param points points that are in the timeline again
    /// @param shadowed points that another import has brought meanwhile; they are its shadowed points now
    /// @param gained how many points each import, by its number, has more (or fewer) in the timeline than before
    ///     the removal
    public record Restored(long points, long shadowed, Map<Integer, Long> gained) {}

    private static final String COLUMNS = """
            time, lat_e7, lon_e7, elevation, accuracy, speed, course, battery, device, activity, import_no
            """;

    private static final String REMOVE =
            """
            WITH removed AS (
                DELETE FROM point p WHERE
            """ + PointFilter.CONDITION + """
                RETURNING p.*
            ), unshadowed AS (
                DELETE FROM shadowed_point s
                USING removed p
                WHERE s.owner_no = p.owner_no AND s.time = p.time AND s.lat_e7 = p.lat_e7 AND s.lon_e7 = p.lon_e7
                RETURNING s.*
            )
            INSERT INTO removed_point (removal_no, shadowed,
            """ + COLUMNS + """
            )
            SELECT :removal, false,
            """ + COLUMNS + """
            FROM removed UNION ALL
            SELECT :removal, true,
            """ + COLUMNS + """
            FROM unshadowed
            """;

    private static final String COUNT = """
            SELECT count(*) AS points, min(time) AS first, max(time) AS last
            FROM removed_point WHERE removal_no = :removal AND NOT shadowed
            """;

    public Removed remove(int removalNo, PointFilter filter) {
        jdbc.sql(REMOVE).params(withRemoval(removalNo, filter)).update();
        var removed = jdbc.sql(COUNT)
                .param("removal", removalNo)
                .query((row, _) -> new Removed(
                        row.getLong("points"),
                        span(
                                row.getObject("first", OffsetDateTime.class),
                                row.getObject("last", OffsetDateTime.class))))
                .single();
        removed.span().ifPresent(span -> changes.record(filter.ownerNo(), span.from(), span.to()));
        return removed;
    }

    private static Optional<Span> span(@Nullable OffsetDateTime first, @Nullable OffsetDateTime last) {
        return first == null || last == null
                ? Optional.empty()
                : Optional.of(new Span(first.toInstant(), last.toInstant()));
    }

    private static Map<String, @Nullable Object> withRemoval(int removalNo, PointFilter filter) {
        var params = new HashMap<>(filter.params());
        params.put("removal", removalNo);
        return params;
    }

    /// If a point's import was reverted meanwhile, its row is gone, and the oldest import that shadowed it gets
    /// the point. If another import has brought the same point meanwhile, all rows become shadowed points.
    private static final String RESTORE = """
            WITH back AS (
                DELETE FROM removed_point WHERE removal_no = :removal RETURNING *
            ), best AS (
                SELECT DISTINCT ON (time, lat_e7, lon_e7) * FROM back
                ORDER BY time, lat_e7, lon_e7, shadowed, import_no
            ), restored AS (
                INSERT INTO point (owner_no,
            """ + COLUMNS + """
                )
                SELECT :owner,
            """ + COLUMNS + """
                FROM best ORDER BY time, lat_e7, lon_e7
                ON CONFLICT DO NOTHING
                RETURNING time, lat_e7, lon_e7, import_no
            ), outcome AS (
                SELECT b.*, r.import_no IS NOT NULL AS visible
                FROM back b LEFT JOIN restored r USING (time, lat_e7, lon_e7, import_no)
            ), shadowing AS (
                INSERT INTO shadowed_point (owner_no,
            """ + COLUMNS + """
                )
                SELECT :owner,
            """ + COLUMNS + """
                FROM outcome WHERE NOT visible
            )
            SELECT import_no, count(*) FILTER (WHERE visible) AS visible, count(*) FILTER (WHERE NOT visible) AS hidden,
                   count(*) FILTER (WHERE visible AND shadowed) - count(*) FILTER (WHERE NOT visible AND NOT shadowed)
                       AS gained
            FROM outcome GROUP BY import_no
            """;

    public Restored restore(int removalNo, int ownerNo, Optional<Span> span) {
        PlannerSettings.withoutNestedLoops(jdbc);
        var gained = new HashMap<Integer, Long>();
        var counts = new long[2];
        jdbc.sql(RESTORE).param("removal", removalNo).param("owner", ownerNo).query(row -> {
            counts[0] += row.getLong("visible");
            counts[1] += row.getLong("hidden");
            gained.put(row.getInt("import_no"), row.getLong("gained"));
        });
        gained.values().removeIf(count -> count == 0);
        span.ifPresent(changed -> changes.record(ownerNo, changed.from(), changed.to()));
        return new Restored(counts[0], counts[1], gained);
    }
}

package dev.waymill.worker.timeline;

import dev.waymill.events.rest.ImportPreview.Conflict;
import dev.waymill.events.rest.ImportPreview.Conflicts;
import dev.waymill.events.rest.ImportPreview.Coordinates;
import dev.waymill.events.rest.ImportPreview.SharedDay;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/// Compares staged points with their owner's timeline. Read-only; in a transaction with one snapshot, all
/// counts are of one moment.
@Component
public class TimelineComparison {
    private final JdbcClient jdbc;

    TimelineComparison(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @param fresh points that the timeline does not have
    /// @param days in UTC that the staged points touch
    public record Comparison(long fresh, List<SharedDay> days, Conflicts conflicts) {
        public static final Comparison NOTHING = new Comparison(0, List.of(), new Conflicts(0, List.of()));
    }

    public Comparison compare(StagedPoints staged) {
        long fresh = statement(COUNT_NEW, staged).query(Long.class).single();
        return new Comparison(fresh, days(staged), conflicts(staged));
    }

    private StatementSpec statement(String sql, StagedPoints staged) {
        return jdbc.sql(sql.replace("STAGED", staged.rows())).params(staged.params());
    }

    private static final String COUNT_NEW = """
            SELECT count(*)
            FROM (SELECT DISTINCT time, lat_e7, lon_e7 FROM STAGED) s
            WHERE NOT EXISTS (
                SELECT FROM point p
                WHERE p.owner_no = :owner AND p.time = s.time AND p.lat_e7 = s.lat_e7 AND p.lon_e7 = s.lon_e7
                  AND p.time BETWEEN (SELECT :from::timestamptz) AND (SELECT :to::timestamptz)
            )
            """;

    private static final String DAYS = """
            WITH s AS (
                SELECT date_trunc('day', time, 'UTC') AS day, count(*) AS points FROM STAGED GROUP BY 1
            ), t AS (
                SELECT date_trunc('day', time, 'UTC') AS day, count(*) AS points
                FROM point
                WHERE owner_no = :owner
                  AND time >= (SELECT date_trunc('day', :from::timestamptz, 'UTC'))
                  AND time < (SELECT date_trunc('day', :to::timestamptz, 'UTC') + interval '1 day')
                GROUP BY 1
            )
            SELECT (s.day AT TIME ZONE 'UTC')::date AS day, s.points AS staged, coalesce(t.points, 0) AS timeline
            FROM s LEFT JOIN t USING (day)
            ORDER BY day
            """;

    private List<SharedDay> days(StagedPoints staged) {
        return statement(DAYS, staged)
                .query((row, _) -> new SharedDay(
                        row.getObject("day", LocalDate.class), row.getLong("staged"), row.getLong("timeline")))
                .list();
    }

    private static final String HAS_POINTS = """
            SELECT EXISTS (
                SELECT FROM point
                WHERE owner_no = :owner
                  AND time BETWEEN (SELECT :from::timestamptz) AND (SELECT :to::timestamptz)
            )
            """;

    private static final String CONFLICTS = """
            SELECT s.time, s.lat_e7, s.lon_e7, p.lat_e7 AS there_lat_e7, p.lon_e7 AS there_lon_e7, i.job_id,
                   count(*) OVER () AS conflicts
            FROM (SELECT DISTINCT time, lat_e7, lon_e7 FROM STAGED) s
            JOIN LATERAL (
                SELECT p.lat_e7, p.lon_e7, p.import_no
                FROM point p
                WHERE p.owner_no = :owner AND p.time = s.time
                ORDER BY (p.lat_e7, p.lon_e7) = (s.lat_e7, s.lon_e7) DESC, p.lat_e7, p.lon_e7
                LIMIT 1
            ) p ON (p.lat_e7, p.lon_e7) <> (s.lat_e7, s.lon_e7)
            JOIN import i ON i.import_no = p.import_no
            WHERE s.time BETWEEN (SELECT :from::timestamptz) AND (SELECT :to::timestamptz)
            ORDER BY s.time, s.lat_e7, s.lon_e7
            LIMIT 20
            """;

    /// If the timeline has no points in the span, the points need not be compared.
    private Conflicts conflicts(StagedPoints staged) {
        var samples = new ArrayList<Conflict>();
        long[] count = {0};
        if (statement(HAS_POINTS, staged).query(Boolean.class).single()) {
            statement(CONFLICTS, staged).query(row -> {
                count[0] = row.getLong("conflicts");
                samples.add(new Conflict(
                        row.getObject("time", OffsetDateTime.class).toInstant(),
                        new Coordinates(row.getInt("lat_e7") / 1e7, row.getInt("lon_e7") / 1e7),
                        new Coordinates(row.getInt("there_lat_e7") / 1e7, row.getInt("there_lon_e7") / 1e7),
                        row.getObject("job_id", UUID.class)));
            });
        }
        return new Conflicts(count[0], samples);
    }
}

package dev.waymill.worker.location.preview;

import dev.waymill.events.rest.ImportPreview;
import dev.waymill.events.rest.ImportPreview.Conflict;
import dev.waymill.events.rest.ImportPreview.Conflicts;
import dev.waymill.events.rest.ImportPreview.Coordinates;
import dev.waymill.events.rest.ImportPreview.Days;
import dev.waymill.events.rest.ImportPreview.Points;
import dev.waymill.events.rest.ImportPreview.SharedDay;
import dev.waymill.worker.location.ImportStore;
import dev.waymill.worker.location.ImportStore.Import;
import dev.waymill.worker.location.ImportStore.State;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Compares an import's staged points with the timeline. Read-only; all figures are from one snapshot.
@Component
class PreviewStore {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    /// Enough for a line on a map that shows the whole.
    private static final int SAMPLE = 1_000;

    private final JdbcClient jdbc;
    private final ImportStore imports;

    PreviewStore(JdbcClient jdbc, ImportStore imports) {
        this.jdbc = jdbc;
        this.imports = imports;
    }

    /// A promotion or discard has precedence: the preview releases its locks soon.
    private static final String LIMITS = """
            SELECT set_config('lock_timeout', '200ms', true), set_config('statement_timeout', '10s', true)
            """;

    /// @return empty when the owner has no such import, or it does not wait for its promotion
    /// @throws org.springframework.jdbc.UncategorizedSQLException with 55P03 when its table is being dropped
    /// @throws org.springframework.dao.QueryTimeoutException when there is too much to look at
    @Transactional(isolation = Isolation.REPEATABLE_READ, readOnly = true)
    public Optional<ImportPreview> preview(UUID job, String owner) {
        jdbc.sql(LIMITS).query().listOfRows();
        return imports.find(job, owner)
                .filter(found -> found.state() == State.STAGED && imports.isWhole(found))
                .map(found -> look(job, found));
    }

    private ImportPreview look(UUID job, Import staged) {
        var summary = imports.summary(job).orElseThrow();
        long fresh = statement(COUNT_NEW, staged).query(Long.class).single();
        var read = summary.points();
        return new ImportPreview(
                job,
                new Points(read.read(), fresh, staged.staged() - fresh, read.rejected()),
                summary.rejectedBy(),
                summary.rejectedSamples(),
                summary.remarks(),
                summary.contents(),
                summary.damage(),
                summary.span(),
                summary.bbox(),
                days(staged),
                conflicts(staged),
                sample(staged));
    }

    private StatementSpec statement(String sql, Import staged) {
        return jdbc.sql(sql.replace("STAGED", staged.table()))
                .param("owner", staged.ownerNo())
                .param("no", staged.no());
    }

    private static final String COUNT_NEW = """
            SELECT count(*)
            FROM (SELECT DISTINCT time, lat_e7, lon_e7 FROM STAGED) s
            WHERE NOT EXISTS (
                SELECT FROM point p
                WHERE p.owner_no = :owner AND p.time = s.time AND p.lat_e7 = s.lat_e7 AND p.lon_e7 = s.lon_e7
                  AND p.time BETWEEN (SELECT first_at FROM import WHERE import_no = :no)
                                 AND (SELECT last_at FROM import WHERE import_no = :no)
            )
            """;

    private static final String DAYS = """
            WITH s AS (
                SELECT date_trunc('day', time, 'UTC') AS day, count(*) AS points FROM STAGED GROUP BY 1
            ), t AS (
                SELECT date_trunc('day', time, 'UTC') AS day, count(*) AS points
                FROM point
                WHERE owner_no = :owner
                  AND time >= (SELECT date_trunc('day', first_at, 'UTC') FROM import WHERE import_no = :no)
                  AND time < (SELECT date_trunc('day', last_at, 'UTC') FROM import WHERE import_no = :no)
                             + interval '1 day'
                GROUP BY 1
            )
            SELECT (s.day AT TIME ZONE 'UTC')::date AS day, s.points AS staged, coalesce(t.points, 0) AS timeline
            FROM s LEFT JOIN t USING (day)
            ORDER BY day
            """;

    private Days days(Import staged) {
        var days = statement(DAYS, staged)
                .query((row, _) -> new SharedDay(
                        row.getObject("day", LocalDate.class), row.getLong("staged"), row.getLong("timeline")))
                .list();
        var shared = days.stream().filter(day -> day.timeline() > 0).toList();
        return new Days(days.size(), shared.size(), shared.stream().limit(100).toList());
    }

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
            WHERE s.time BETWEEN (SELECT first_at FROM import WHERE import_no = :no)
                             AND (SELECT last_at FROM import WHERE import_no = :no)
            ORDER BY s.time, s.lat_e7, s.lon_e7
            LIMIT 20
            """;

    private static final String HAS_POINTS = """
            SELECT EXISTS (
                SELECT FROM point
                WHERE owner_no = :owner AND time BETWEEN (SELECT first_at FROM import WHERE import_no = :no)
                                                     AND (SELECT last_at FROM import WHERE import_no = :no)
            )
            """;

    /// A timeline that is empty there needs no look at each point.
    private Conflicts conflicts(Import staged) {
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

    /// Every so many-th row by chance, the same at every look.
    private static final String SAMPLED = """
            SELECT time, lat_e7, lon_e7 FROM STAGED TABLESAMPLE BERNOULLI (:percent) REPEATABLE (1)
            ORDER BY time, lat_e7, lon_e7
            """;

    private JsonNode sample(Import staged) {
        double percent = Math.min(100, 100.0 * SAMPLE / Math.max(1, staged.staged()));
        var line = JSON.arrayNode();
        var times = JSON.arrayNode();
        statement(SAMPLED, staged).param("percent", percent).query(row -> {
            line.add(JSON.arrayNode().add(row.getInt("lon_e7") / 1e7).add(row.getInt("lat_e7") / 1e7));
            times.add(row.getObject("time", OffsetDateTime.class).toInstant().toString());
        });
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

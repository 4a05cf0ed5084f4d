package dev.waymill.worker.imports;

import dev.waymill.events.rest.ImportSummary;
import dev.waymill.events.rest.ImportSummary.Contents;
import dev.waymill.events.rest.ImportSummary.ImportProblem;
import dev.waymill.events.rest.ImportSummary.Points;
import dev.waymill.events.rest.ImportSummary.RejectedSample;
import dev.waymill.events.rest.ImportSummary.Span;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Reads the counts of imports.
@Component
public class ImportSummaries {
    private final JdbcClient jdbc;
    private final JsonMapper json;

    ImportSummaries(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    private static final String FIND = """
            SELECT file_name, sha256, bytes, format, state, live, points_read, points_rejected, points_duplicate,
                   points_promoted, rejected_by, rejected_samples, remarks, contents, damage, first_at, last_at,
                   west_e7, south_e7, east_e7, north_e7,
                   EXISTS (SELECT FROM source_visit v WHERE v.import_no = i.import_no)
                   OR EXISTS (SELECT FROM source_movement m WHERE m.import_no = i.import_no) AS has_events
            FROM import i WHERE job_id = :job
            """;

    public Optional<ImportSummary> find(UUID job) {
        return jdbc.sql(FIND)
                .param("job", job)
                .query((row, _) -> summaryOf(row))
                .optional();
    }

    private ImportSummary summaryOf(ResultSet row) throws SQLException {
        var first = row.getObject("first_at", OffsetDateTime.class);
        var last = row.getObject("last_at", OffsetDateTime.class);
        boolean anywhere = first != null && last != null;
        var points = new Points(
                row.getLong("points_read"),
                row.getLong("points_rejected"),
                row.getLong("points_duplicate"),
                row.getLong("points_promoted"));
        return new ImportSummary(
                row.getString("format"),
                row.getString("file_name"),
                row.getBoolean("live") ? null : row.getString("sha256"),
                row.getLong("bytes"),
                row.getString("state"),
                outcomeOf(row, points),
                row.getString("state").equals("reverted"),
                points,
                json.readValue(row.getString("rejected_by"), new TypeReference<Map<String, Long>>() {}),
                json.readValue(row.getString("rejected_samples"), new TypeReference<List<RejectedSample>>() {}),
                json.readValue(row.getString("remarks"), new TypeReference<Map<String, Long>>() {}),
                read(row.getString("contents"), Contents.class),
                read(row.getString("damage"), ImportProblem.class),
                anywhere ? new Span(first.toInstant(), last.toInstant()) : null,
                anywhere ? boxOf(row) : null);
    }

    /// A file of visits and movements alone is imported too.
    private static @Nullable String outcomeOf(ResultSet row, Points points) throws SQLException {
        if (row.getString("format") == null) {
            return null;
        }
        boolean isEmpty = points.read() == points.rejected() && !row.getBoolean("has_events");
        return switch (row.getString("state")) {
            case "promoted", "reverted" ->
                isEmpty
                        ? ImportSummary.NOTHING_IMPORTED
                        : points.promoted() > 0 || row.getBoolean("has_events") ? "imported" : "nothing-new";
            case "staged", "discarded" -> isEmpty ? ImportSummary.NOTHING_IMPORTED : null;
            default -> null;
        };
    }

    private <T> @Nullable T read(@Nullable String text, Class<T> type) {
        return text == null ? null : json.readValue(text, type);
    }

    private static List<Double> boxOf(ResultSet row) throws SQLException {
        return List.of(
                row.getInt("west_e7") / 1e7,
                row.getInt("south_e7") / 1e7,
                row.getInt("east_e7") / 1e7,
                row.getInt("north_e7") / 1e7);
    }
}

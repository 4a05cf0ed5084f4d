package dev.waymill.worker.imports.stage;

import dev.waymill.worker.imports.Import;
import dev.waymill.worker.imports.ImportMeters;
import dev.waymill.worker.imports.stage.StagingResult.Extent;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Writes the result of a staging into the import's row and marks it as staged.
@Component
class StagingResults {
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final ImportMeters meters;

    StagingResults(JdbcClient jdbc, JsonMapper json, ImportMeters meters) {
        this.jdbc = jdbc;
        this.json = json;
        this.meters = meters;
    }

    private static final String STORE = """
            UPDATE import
            SET state = 'staged', changed_at = clock_timestamp(), format = :format, points_read = :read, points_rejected = :rejected,
                points_duplicate = 0, points_promoted = 0,
                rejected_by = :rejectedBy::jsonb, rejected_samples = :samples::jsonb, remarks = :remarks::jsonb,
                contents = :contents::jsonb, damage = :damage::jsonb,
                first_at = :first, last_at = :last,
                west_e7 = :west, south_e7 = :south, east_e7 = :east, north_e7 = :north
            WHERE import_no = :no AND fence = :fence AND state = 'staging'
            """;

    /// @param took how long the file was read
    /// @return false if a newer staging has started or the import was discarded; the caller must roll back
    boolean store(Import current, StagingResult found, Duration took) {
        meters.staged(found.format(), found.accepted(), found.rejectedBy(), took);
        var extent = Optional.ofNullable(found.extent());
        return jdbc.sql(STORE)
                        .param("format", found.format())
                        .param("read", found.accepted() + found.rejected())
                        .param("rejected", found.rejected())
                        .param("rejectedBy", json.writeValueAsString(found.rejectedBy()))
                        .param("samples", json.writeValueAsString(found.rejectedSamples()))
                        .param("remarks", json.writeValueAsString(found.remarks()))
                        .param("contents", found.contents() == null ? null : json.writeValueAsString(found.contents()))
                        .param("damage", found.damage() == null ? null : json.writeValueAsString(found.damage()))
                        .param("first", extent.map(e -> utc(e.first())).orElse(null))
                        .param("last", extent.map(e -> utc(e.last())).orElse(null))
                        .param("west", extent.map(Extent::westE7).orElse(null))
                        .param("south", extent.map(Extent::southE7).orElse(null))
                        .param("east", extent.map(Extent::eastE7).orElse(null))
                        .param("north", extent.map(Extent::northE7).orElse(null))
                        .param("no", current.no())
                        .param("fence", current.fence())
                        .update()
                == 1;
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}

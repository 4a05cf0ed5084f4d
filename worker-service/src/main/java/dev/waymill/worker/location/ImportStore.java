package dev.waymill.worker.location;

import dev.waymill.events.ImportFile;
import dev.waymill.events.rest.ImportSummary;
import dev.waymill.events.rest.ImportSummary.Contents;
import dev.waymill.events.rest.ImportSummary.ImportProblem;
import dev.waymill.events.rest.ImportSummary.Points;
import dev.waymill.events.rest.ImportSummary.RejectedSample;
import dev.waymill.events.rest.ImportSummary.Span;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The import rows. A transaction that changes one locks it first.
@Component
public class ImportStore {
    private final JdbcClient jdbc;
    private final JsonMapper json;

    ImportStore(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /// An import as its row tells.
    ///
    /// @param no its short number, which its points carry
    /// @param fence grows with every staging that begins; only the newest one's table counts
    /// @param staged points in that table
    /// @param revival the life of its job in which it was begun or discarded last
    public record Import(int no, int ownerNo, State state, int fence, long staged, int revival) {
        /// The state as an attempt in that retry generation sees it: an earlier one sees its own end, a later
        /// one starts again after a discard.
        public State stateIn(int life) {
            if (life < revival) {
                return State.DISCARDED;
            }
            return state == State.DISCARDED && life > revival ? State.STAGING : state;
        }

        /// The same, for whom it is discarded.
        public Import discarded() {
            return new Import(no, ownerNo, State.DISCARDED, fence, staged, revival);
        }

        /// Whether it has come into the timeline, whatever became of it there.
        public boolean isOver() {
            return state == State.PROMOTED || state == State.REVERTED;
        }

        /// Name of the table that the newest staging fills. Built from two numbers, so it needs no quoting.
        public String table() {
            return "staging.import_" + no + "_" + fence;
        }
    }

    /// The life of an import. A staging that dies leaves `STAGING`, and the next attempt begins a new one.
    public enum State {
        STAGING,
        STAGED,
        PROMOTED,
        DISCARDED,
        REVERTED
    }

    private static final String ENSURE_OWNER = """
            INSERT INTO owner (name) VALUES (:owner) ON CONFLICT (name) DO NOTHING
            """;

    private static final String ENSURE = """
            INSERT INTO import (job_id, owner_no, file_name, sha256, bytes, state)
            SELECT :job, owner_no, :fileName, :sha256, :bytes, :state FROM owner WHERE name = :owner
            ON CONFLICT (job_id) DO NOTHING
            """;

    /// Makes sure that the import has a row, in that state if it is new.
    public void ensure(UUID job, String owner, ImportFile file, State state) {
        jdbc.sql(ENSURE_OWNER).param("owner", owner).update();
        jdbc.sql(ENSURE)
                .param("job", job)
                .param("owner", owner)
                .param("fileName", file.fileName())
                .param("sha256", file.sha256())
                .param("bytes", file.bytes())
                .param("state", nameOf(state))
                .update();
    }

    private static final String FIND = """
            SELECT import_no, owner_no, state, fence, points_read - points_rejected AS staged, revival
            FROM import WHERE job_id = :job AND owner_no = (SELECT owner_no FROM owner WHERE name = :owner)
            """;

    /// The owner's import in its current state, which may change at any time.
    public Optional<Import> find(UUID job, String owner) {
        return read(FIND, job, owner);
    }

    /// The import, if it is that owner's, locked until the end of the transaction. A staging that has written visits
    /// holds a key share of the row through its foreign key; one that hangs must not keep out who overtakes or
    /// discards it.
    public Optional<Import> lock(UUID job, String owner) {
        return read(FIND + "FOR NO KEY UPDATE", job, owner);
    }

    private Optional<Import> read(String query, UUID job, String owner) {
        return jdbc.sql(query)
                .param("job", job)
                .param("owner", owner)
                .query((row, _) -> new Import(
                        row.getInt("import_no"),
                        row.getInt("owner_no"),
                        stateOf(row.getString("state")),
                        row.getInt("fence"),
                        row.getLong("staged"),
                        row.getInt("revival")))
                .optional();
    }

    private static final String BEGIN_STAGING = """
            UPDATE import SET state = 'staging', fence = fence + 1, revival = :revival, changed_at = clock_timestamp()
            WHERE import_no = :no
            """;

    /// Starts a new staging; an older one is fenced from now on.
    public void beginStaging(int importNo, int revival) {
        jdbc.sql(BEGIN_STAGING).param("revival", revival).param("no", importNo).update();
    }

    private static final String END_STAGING = """
            UPDATE import
            SET state = 'staged', changed_at = clock_timestamp(), format = :format, points_read = :read, points_rejected = :rejected,
                points_duplicate = 0, points_promoted = 0,
                rejected_by = :rejectedBy::jsonb, rejected_samples = :samples::jsonb, remarks = :remarks::jsonb,
                contents = :contents::jsonb, damage = :damage::jsonb,
                first_at = :first, last_at = :last,
                west_e7 = :west, south_e7 = :south, east_e7 = :east, north_e7 = :north
            WHERE import_no = :no AND fence = :fence AND state = 'staging'
            """;

    /// The staging is complete.
    ///
    /// @return false when a newer one has begun, or the import was discarded: the caller must roll back
    public boolean endStaging(Import begun, Staged staged) {
        var statement = jdbc.sql(END_STAGING)
                .param("format", staged.format())
                .param("read", staged.accepted() + staged.rejected())
                .param("rejected", staged.rejected())
                .param("rejectedBy", json.writeValueAsString(staged.rejectedBy()))
                .param("samples", json.writeValueAsString(staged.rejectedSamples()))
                .param("remarks", json.writeValueAsString(staged.remarks()))
                .param("contents", staged.contents() == null ? null : json.writeValueAsString(staged.contents()))
                .param("damage", staged.damage() == null ? null : json.writeValueAsString(staged.damage()))
                .param("no", begun.no())
                .param("fence", begun.fence());
        var extent = Optional.ofNullable(staged.extent());
        return statement
                        .param("first", extent.map(e -> utc(e.first())).orElse(null))
                        .param("last", extent.map(e -> utc(e.last())).orElse(null))
                        .param("west", extent.map(Extent::westE7).orElse(null))
                        .param("south", extent.map(Extent::southE7).orElse(null))
                        .param("east", extent.map(Extent::eastE7).orElse(null))
                        .param("north", extent.map(Extent::northE7).orElse(null))
                        .update()
                == 1;
    }

    /// What a staging found.
    ///
    /// @param extent null without any accepted point
    public record Staged(
            String format,
            long accepted,
            long rejected,
            Map<String, Long> rejectedBy,
            List<RejectedSample> rejectedSamples,
            Map<String, Long> remarks,
            @Nullable Contents contents,
            @Nullable ImportProblem damage,
            @Nullable Extent extent) {}

    /// Where and when the accepted points lie; coordinates in 1e-7 degree, WGS 84.
    public record Extent(Instant first, Instant last, int westE7, int southE7, int eastE7, int northE7) {}

    private static final String LOCK_OWNER = """
            SELECT owner_no FROM owner WHERE owner_no = :owner FOR NO KEY UPDATE
            """;

    private static final String IN_GRACE = """
            SELECT coalesce(sum(points_read - points_rejected), 0) FROM import WHERE owner_no = :owner AND state = 'staged'
            """;

    /// Points of all the owner's imports that wait for their promotion. Locks the owner until the end of the
    /// transaction: of two stagings that end at once the second counts the first.
    public long pointsInGrace(int ownerNo) {
        jdbc.sql(LOCK_OWNER).param("owner", ownerNo).query().listOfRows();
        return jdbc.sql(IN_GRACE).param("owner", ownerNo).query(Long.class).single();
    }

    private static final String END_PROMOTION = """
            UPDATE import
            SET state = 'promoted', changed_at = clock_timestamp(), points_promoted = :promoted,
                points_duplicate = points_read - points_rejected - :promoted
            WHERE import_no = :no AND state = 'staged'
            """;

    public void endPromotion(int importNo, long promoted) {
        jdbc.sql(END_PROMOTION)
                .param("promoted", promoted)
                .param("no", importNo)
                .update();
    }

    private static final String TABLE_EXISTS = """
            SELECT to_regclass(:table) IS NOT NULL
            """;

    /// Whether all staged points are still there; an incomplete import is not promoted.
    public boolean isWhole(Import staged) {
        return jdbc.sql(TABLE_EXISTS)
                        .param("table", staged.table())
                        .query(Boolean.class)
                        .single()
                && jdbc.sql("SELECT count(*) FROM " + staged.table())
                                .query(Long.class)
                                .single()
                        == staged.staged();
    }

    private static final String FORGET_VISITS = """
            DELETE FROM source_visit WHERE import_no = :no
            """;

    private static final String FORGET_MOVEMENTS = """
            DELETE FROM source_movement WHERE import_no = :no
            """;

    /// Drops everything the newest staging has written.
    public void dropStaged(Import found) {
        jdbc.sql("DROP TABLE IF EXISTS " + found.table()).update();
        forgetTold(found);
    }

    /// Deletes the visits and movements from the import's source.
    public void forgetTold(Import found) {
        jdbc.sql(FORGET_VISITS).param("no", found.no()).update();
        jdbc.sql(FORGET_MOVEMENTS).param("no", found.no()).update();
    }

    private static final String DISCARD = """
            UPDATE import SET state = 'discarded', revival = :revival, changed_at = clock_timestamp()
            WHERE import_no = :no AND state NOT IN ('promoted', 'reverted')
            """;

    public void discard(int importNo, int revival) {
        jdbc.sql(DISCARD).param("revival", revival).param("no", importNo).update();
    }

    private static final String REVERT = """
            UPDATE import SET state = 'reverted', points_kept = :kept, changed_at = clock_timestamp()
            WHERE import_no = :no AND state = 'promoted'
            """;

    /// @param kept points that stay as another import's
    public void revert(int importNo, long kept) {
        jdbc.sql(REVERT).param("kept", kept).param("no", importNo).update();
    }

    private static final String SUMMARY = """
            SELECT file_name, sha256, bytes, format, state, points_read, points_rejected, points_duplicate,
                   points_promoted, rejected_by, rejected_samples, remarks, contents, damage, first_at, last_at,
                   west_e7, south_e7, east_e7, north_e7
            FROM import WHERE job_id = :job
            """;

    public Optional<ImportSummary> summary(UUID job) {
        return jdbc.sql(SUMMARY)
                .param("job", job)
                .query((row, _) -> summaryOf(row))
                .optional();
    }

    private ImportSummary summaryOf(ResultSet row) throws SQLException {
        var first = row.getObject("first_at", OffsetDateTime.class);
        var last = row.getObject("last_at", OffsetDateTime.class);
        boolean anywhere = first != null && last != null;
        return new ImportSummary(
                row.getString("format"),
                row.getString("file_name"),
                row.getString("sha256"),
                row.getLong("bytes"),
                row.getString("state"),
                row.getString("state").equals("reverted"),
                new Points(
                        row.getLong("points_read"),
                        row.getLong("points_rejected"),
                        row.getLong("points_duplicate"),
                        row.getLong("points_promoted")),
                json.readValue(row.getString("rejected_by"), new TypeReference<Map<String, Long>>() {}),
                json.readValue(row.getString("rejected_samples"), new TypeReference<List<RejectedSample>>() {}),
                json.readValue(row.getString("remarks"), new TypeReference<Map<String, Long>>() {}),
                read(row.getString("contents"), Contents.class),
                read(row.getString("damage"), ImportProblem.class),
                anywhere ? new Span(first.toInstant(), last.toInstant()) : null,
                anywhere ? boxOf(row) : null);
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

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static String nameOf(State state) {
        return state.name().toLowerCase(java.util.Locale.ROOT);
    }

    private static State stateOf(String name) {
        return State.valueOf(name.toUpperCase(java.util.Locale.ROOT));
    }
}

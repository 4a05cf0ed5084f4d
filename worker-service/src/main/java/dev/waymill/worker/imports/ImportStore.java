package dev.waymill.worker.imports;

import dev.waymill.events.ImportFile;
import dev.waymill.worker.imports.Import.State;
import dev.waymill.worker.timeline.ImportSpan;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The import rows and their states. A transaction that changes a row locks it first.
@Component
public class ImportStore {
    private final JdbcClient jdbc;

    ImportStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    static final String ENSURE_OWNER = """
            INSERT INTO owner (name) VALUES (:owner) ON CONFLICT (name) DO NOTHING
            """;

    private static final String ENSURE = """
            INSERT INTO import (job_id, owner_no, file_name, sha256, bytes, state)
            SELECT :job, owner_no, :fileName, :sha256, :bytes, :state FROM owner WHERE name = :owner
            ON CONFLICT (job_id) DO NOTHING
            """;

    /// Inserts the import's row in that state, unless it already exists.
    public void ensure(UUID job, String owner, ImportFile file, State state) {
        jdbc.sql(ENSURE_OWNER).param("owner", owner).update();
        jdbc.sql(ENSURE)
                .param("job", job)
                .param("owner", owner)
                .param("fileName", file.fileName())
                .param("sha256", file.sha256())
                .param("bytes", file.bytes())
                .param("state", state.text())
                .update();
    }

    private static final String FIND = """
            SELECT import_no, owner_no, state, live, fence, points_read - points_rejected AS staged, generation,
                   first_at, last_at
            FROM import WHERE job_id = :job AND owner_no = (SELECT owner_no FROM owner WHERE name = :owner)
            """;

    /// The owner's import in its current state, which may change at any time.
    public Optional<Import> find(UUID job, String owner) {
        return read(FIND, job, owner);
    }

    /// The owner's import, locked until the end of the transaction; empty if there is none. A staging that has
    /// inserted visits holds a key share lock on the row through their foreign key; the lock used here is
    /// compatible with it, so a hanging staging does not block the attempt that supersedes or discards it.
    public Optional<Import> lock(UUID job, String owner) {
        return read(FIND + "FOR NO KEY UPDATE", job, owner);
    }

    private Optional<Import> read(String query, UUID job, String owner) {
        return jdbc.sql(query)
                .param("job", job)
                .param("owner", owner)
                .query((row, _) -> importOf(row))
                .optional();
    }

    private static Import importOf(ResultSet row) throws SQLException {
        int no = row.getInt("import_no");
        int ownerNo = row.getInt("owner_no");
        var first = row.getObject("first_at", OffsetDateTime.class);
        var last = row.getObject("last_at", OffsetDateTime.class);
        return new Import(
                no,
                ownerNo,
                State.of(row.getString("state")),
                row.getBoolean("live"),
                row.getInt("fence"),
                row.getLong("staged"),
                row.getInt("generation"),
                first == null || last == null
                        ? null
                        : new ImportSpan(ownerNo, no, first.toInstant(), last.toInstant()));
    }

    private static final String BEGIN_STAGING = """
            UPDATE import SET state = 'staging', fence = fence + 1, generation = :generation,
                changed_at = clock_timestamp()
            WHERE import_no = :no
            """;

    /// Starts a new staging; the increased fence excludes older ones.
    public void beginStaging(int importNo, int generation) {
        jdbc.sql(BEGIN_STAGING)
                .param("generation", generation)
                .param("no", importNo)
                .update();
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

    private static final String DISCARD = """
            UPDATE import SET state = 'discarded', generation = :generation, changed_at = clock_timestamp()
            WHERE import_no = :no AND state NOT IN ('promoted', 'reverted')
            """;

    public void discard(int importNo, int generation) {
        jdbc.sql(DISCARD).param("generation", generation).param("no", importNo).update();
    }

    private static final String REVERT = """
            UPDATE import SET state = 'reverted', points_kept = :kept, changed_at = clock_timestamp()
            WHERE import_no = :no AND state = 'promoted'
            """;

    /// @param kept points that stay as another import's points
    public void revert(int importNo, long kept) {
        jdbc.sql(REVERT).param("kept", kept).param("no", importNo).update();
    }

    private static final String MOVE_FROM_DUPLICATES = """
            UPDATE import i
            SET points_promoted = points_promoted + input.points, points_duplicate = points_duplicate - input.points
            FROM unnest(:imports::integer[], :points::bigint[]) AS input (import_no, points)
            WHERE i.import_no = input.import_no
            """;

    /// Counts points that were duplicates of a reverted import's points as their imports' own.
    ///
    /// @param points how many points, by import number
    public void countReassigned(Map<Integer, Long> points) {
        var numbers = points.keySet().toArray(Integer[]::new);
        jdbc.sql(MOVE_FROM_DUPLICATES)
                .param("imports", numbers)
                .param("points", Arrays.stream(numbers).map(points::get).toArray(Long[]::new))
                .update();
    }
}

package dev.waymill.worker.location.promote;

import dev.waymill.worker.location.ImportStore;
import dev.waymill.worker.location.ImportStore.Import;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The one transaction that makes an import part of the timeline.
@Component
class Promotion {
    /// First key of the advisory lock, so that other uses of owner numbers cannot meet it.
    private static final int LOCK_CLASS = 0x50524F4D;

    private final JdbcClient jdbc;
    private final ImportStore imports;

    Promotion(JdbcClient jdbc, ImportStore imports) {
        this.jdbc = jdbc;
        this.imports = imports;
    }

    enum Result {
        PROMOTED,
        /// The staged points are not there, or not all: they must be staged again.
        NOT_STAGED,
        DISCARDED
    }

    /// Waiting for another promotion of the same owner is bounded, so that one owner's queue cannot take all
    /// workers; sorting a million points needs more than the default memory.
    private static final String LIMITS = """
            SELECT set_config('lock_timeout', '2s', true), set_config('work_mem', '64MB', true)
            """;

    private static final String LOCK_OWNER = """
            SELECT pg_advisory_xact_lock(:class, owner_no) FROM import WHERE job_id = :job
            """;

    /// @param revival the life of the job that asks: one that was discarded is staged again in a later one
    /// @throws org.springframework.dao.DataAccessException with SQLSTATE 55P03 when another promotion of the
    ///     owner runs
    @Transactional
    public Result promote(UUID job, int revival) {
        jdbc.sql(LIMITS).query().listOfRows();
        jdbc.sql(LOCK_OWNER)
                .param("class", LOCK_CLASS)
                .param("job", job)
                .query()
                .listOfRows();
        var found = imports.lock(job).orElse(null);
        if (found == null) {
            return Result.NOT_STAGED;
        }
        return switch (found.stateIn(revival)) {
            case PROMOTED -> Result.PROMOTED;
            case DISCARDED -> Result.DISCARDED;
            case STAGING -> Result.NOT_STAGED;
            case STAGED -> imports.isWhole(found) ? insert(found) : Result.NOT_STAGED;
        };
    }

    /// The anti-join is about 1.5 times as fast as ON CONFLICT DO NOTHING, and exact under the owner's lock.
    /// The span keeps the timeline's side of the join to what the file can meet; of equal points in the file
    /// the first stays.
    private static final String INSERT = """
            INSERT INTO point (time, owner_no, lat_e7, lon_e7, elevation, accuracy, speed, course, import_no)
            SELECT s.time, :owner, s.lat_e7, s.lon_e7, s.elevation, s.accuracy, s.speed, s.course, :no
            FROM (
                SELECT DISTINCT ON (time, lat_e7, lon_e7) * FROM %s ORDER BY time, lat_e7, lon_e7, ctid
            ) s
            WHERE NOT EXISTS (
                SELECT FROM point p
                WHERE p.owner_no = :owner AND p.time = s.time AND p.lat_e7 = s.lat_e7 AND p.lon_e7 = s.lon_e7
                  AND p.time BETWEEN (SELECT first_at FROM import WHERE import_no = :no)
                                 AND (SELECT last_at FROM import WHERE import_no = :no)
            )
            ORDER BY s.time, s.lat_e7, s.lon_e7
            """;

    private Result insert(Import staged) {
        int promoted = jdbc.sql(INSERT.formatted(staged.table()))
                .param("owner", staged.ownerNo())
                .param("no", staged.no())
                .update();
        imports.endPromotion(staged.no(), promoted);
        imports.dropTable(staged);
        return Result.PROMOTED;
    }
}

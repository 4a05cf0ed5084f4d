package dev.waymill.worker.location.promote;

import dev.waymill.worker.location.ImportStore;
import dev.waymill.worker.location.ImportStore.Import;
import dev.waymill.worker.location.TimelineLock;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The transaction that adds an import to the timeline. The staging table is dropped after it.
@Component
class Promotion {
    /// Promotions up to this size may run beside a big promotion of the same owner.
    private static final long A_FEW = 10_000;

    private final JdbcClient jdbc;
    private final ImportStore imports;
    private final TimelineLock lock;

    Promotion(JdbcClient jdbc, ImportStore imports, TimelineLock lock) {
        this.jdbc = jdbc;
        this.imports = imports;
        this.lock = lock;
    }

    enum Result {
        PROMOTED,
        /// The staged points are not there, or not all: they must be staged again.
        NOT_STAGED,
        DISCARDED
    }

    /// How to insert.
    enum DuplicateCheck {
        /// Fastest, if no one adds the same points meanwhile.
        ANTI_JOIN,
        /// Slower, whatever others add meanwhile.
        ON_CONFLICT
    }

    /// @param owner whose import it must be
    /// @param revival the life of the job that asks: one that was discarded is staged again in a later one
    /// @throws org.springframework.dao.DataAccessException with SQLSTATE 55P03 when another promotion of the
    ///     owner runs
    /// @throws org.springframework.dao.DuplicateKeyException when it went the fast way and a phone of the owner
    ///     sent
    ///     one of the points meanwhile; nothing has happened then
    @Transactional
    public Result promote(UUID job, String owner, int revival, DuplicateCheck way) {
        var seen = imports.find(job, owner).orElse(null);
        if (seen == null) {
            return Result.NOT_STAGED;
        }
        boolean aFew = seen.staged() <= A_FEW;
        if (aFew) {
            lock.addingAFew(seen.ownerNo());
        } else {
            lock.promoting(seen.ownerNo());
        }
        var found = imports.lock(job, owner).orElseThrow();
        return switch (found.stateIn(revival)) {
            case PROMOTED, REVERTED -> Result.PROMOTED;
            case DISCARDED -> Result.DISCARDED;
            case STAGING -> Result.NOT_STAGED;
            case STAGED ->
                imports.isWhole(found) ? insert(found, aFew ? DuplicateCheck.ON_CONFLICT : way) : Result.NOT_STAGED;
        };
    }

    /// The anti-join is about 1.5 times as fast as ON CONFLICT DO NOTHING, and exact under the owner's lock but
    /// for the few points that phones send meanwhile. The span keeps the timeline's side of the join to what
    /// the file can meet; of equal points in the file the first stays.
    private static final String INSERT = """
            INSERT INTO point (time, owner_no, lat_e7, lon_e7, elevation, accuracy, speed, course, battery, device,
                               activity, import_no)
            SELECT s.time, :owner, s.lat_e7, s.lon_e7, s.elevation, s.accuracy, s.speed, s.course, s.battery, s.device,
                   s.activity, :no
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

    private static final String IGNORE_CONFLICTS = """
            ON CONFLICT DO NOTHING
            """;

    /// Points that the timeline has from other imports are kept aside, in case those are reverted.
    private static final String KEEP_SPARES = """
            INSERT INTO spare_point (time, owner_no, lat_e7, lon_e7, elevation, accuracy, speed, course, battery, device,
                                     activity, import_no)
            SELECT DISTINCT ON (s.time, s.lat_e7, s.lon_e7)
                   s.time, :owner, s.lat_e7, s.lon_e7, s.elevation, s.accuracy, s.speed, s.course, s.battery, s.device,
                   s.activity, :no
            FROM %s s
            JOIN point p ON p.owner_no = :owner AND p.time = s.time AND p.lat_e7 = s.lat_e7 AND p.lon_e7 = s.lon_e7
                AND p.time BETWEEN (SELECT first_at FROM import WHERE import_no = :no)
                               AND (SELECT last_at FROM import WHERE import_no = :no)
            WHERE p.import_no <> :no
            ORDER BY s.time, s.lat_e7, s.lon_e7, s.ctid
            """;

    private Result insert(Import staged, DuplicateCheck way) {
        var statement = INSERT.formatted(staged.table()) + (way == DuplicateCheck.ON_CONFLICT ? IGNORE_CONFLICTS : "");
        int promoted = jdbc.sql(statement)
                .param("owner", staged.ownerNo())
                .param("no", staged.no())
                .update();
        if (promoted < staged.staged()) {
            jdbc.sql(KEEP_SPARES.formatted(staged.table()))
                    .param("owner", staged.ownerNo())
                    .param("no", staged.no())
                    .update();
        }
        imports.endPromotion(staged.no(), promoted);
        return Result.PROMOTED;
    }
}

package dev.waymill.worker.location.revert;

import dev.waymill.worker.location.ImportStore;
import dev.waymill.worker.location.ImportStore.Import;
import dev.waymill.worker.location.ImportStore.State;
import dev.waymill.worker.location.TimelineLock;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The transaction that removes an import from the timeline.
@Component
class TimelineRevert {
    private final JdbcClient jdbc;
    private final ImportStore imports;
    private final TimelineLock lock;

    TimelineRevert(JdbcClient jdbc, ImportStore imports, TimelineLock lock) {
        this.jdbc = jdbc;
        this.imports = imports;
        this.lock = lock;
    }

    sealed interface Result {
        /// @param removed points that are in the timeline no more
        /// @param kept points that stay, since another import brought them too; they are its points now
        record Reverted(UUID importId, long removed, long kept) implements Result {}

        /// There is nothing to revert.
        record NotPromoted() implements Result {}
    }

    /// Reverting twice changes nothing more, and tells the same: the first attempt may have died right before its
    /// report.
    ///
    /// @throws org.springframework.dao.DataAccessException with SQLSTATE 55P03 when somebody else changes the
    ///     owner's
    ///     timeline
    @Transactional
    public Result revert(UUID job, String owner) {
        var seen = imports.find(job, owner).orElse(null);
        if (seen == null) {
            return new Result.NotPromoted();
        }
        lock.reverting(seen.ownerNo());
        var found = imports.lock(job, owner).orElseThrow();
        if (!found.isOver()) {
            return new Result.NotPromoted();
        }
        return found.state() == State.REVERTED ? done(job, found) : takeOut(job, found);
    }

    /// After another revert the statistics do not know yet whose the points are: the planner expects none, and
    /// joins a million of them in a nested loop, which takes hours. Both sides are bounded by the import's span.
    private static final String JOIN_AT_ONCE = """
            SELECT set_config('enable_nestloop', 'off', true)
            """;

    private Result takeOut(UUID job, Import promoted) {
        jdbc.sql(JOIN_AT_ONCE).query().listOfRows();
        update(FORGET_SPARES, promoted);
        int kept = update(REASSIGN, promoted);
        if (kept > 0) {
            update(COUNT_NEW_OWNERS, promoted);
            update(DELETE_USED_SHADOWED, promoted);
        }
        int removed = update(REMOVE, promoted);
        imports.forgetTold(promoted);
        imports.revert(promoted.no(), kept);
        return new Result.Reverted(job, removed, kept);
    }

    private static final String DONE = """
            SELECT points_promoted - points_kept AS removed, points_kept AS kept FROM import WHERE import_no = :no
            """;

    private Result done(UUID job, Import reverted) {
        return jdbc.sql(DONE)
                .param("no", reverted.no())
                .query((row, _) -> new Result.Reverted(job, row.getLong("removed"), row.getLong("kept")))
                .single();
    }

    private int update(String statement, Import promoted) {
        return jdbc.sql(statement)
                .param("owner", promoted.ownerNo())
                .param("no", promoted.no())
                .update();
    }

    private static final String SPAN = """
            BETWEEN (SELECT first_at FROM import WHERE import_no = :no)
                AND (SELECT last_at FROM import WHERE import_no = :no)
            """;

    private static final String FORGET_SPARES = """
            DELETE FROM spare_point WHERE owner_no = :owner AND import_no = :no AND time
            """ + SPAN;

    /// If several imports have the same point, the oldest inherits it.
    private static final String REASSIGN = """
            UPDATE point p
            SET elevation = s.elevation, accuracy = s.accuracy, speed = s.speed, course = s.course, battery = s.battery,
                device = s.device, activity = s.activity, import_no = s.import_no
            FROM (
                SELECT DISTINCT ON (time, lat_e7, lon_e7) *
                FROM spare_point WHERE owner_no = :owner AND time
            """ + SPAN + """
                ORDER BY time, lat_e7, lon_e7, import_no
            ) s
            WHERE p.owner_no = :owner AND p.time = s.time AND p.lat_e7 = s.lat_e7 AND p.lon_e7 = s.lon_e7
              AND p.import_no = :no AND p.time
            """ + SPAN;

    /// Shadowed points that are now in the timeline as their own import's.
    private static final String USED_SHADOWED = """
            spare_point s
            WHERE s.owner_no = :owner AND EXISTS (
                SELECT FROM point p
                WHERE p.owner_no = :owner AND p.time = s.time AND p.lat_e7 = s.lat_e7 AND p.lon_e7 = s.lon_e7
                  AND p.import_no = s.import_no AND p.time
            """ + SPAN + """
            ) AND s.time
            """ + SPAN;

    /// What was a duplicate is a point of the heir's now.
    private static final String COUNT_NEW_OWNERS = """
            UPDATE import i
            SET points_promoted = points_promoted + heir.points, points_duplicate = points_duplicate - heir.points
            FROM (SELECT s.import_no, count(*) AS points FROM
            """ + USED_SHADOWED + """
                GROUP BY s.import_no
            ) heir
            WHERE i.import_no = heir.import_no
            """;

    private static final String DELETE_USED_SHADOWED = """
            DELETE FROM
            """ + USED_SHADOWED;

    private static final String REMOVE = """
            DELETE FROM point WHERE owner_no = :owner AND import_no = :no AND time
            """ + SPAN;
}

package dev.waymill.worker.imports.revert;

import dev.waymill.worker.imports.Import;
import dev.waymill.worker.imports.Import.State;
import dev.waymill.worker.imports.ImportStore;
import dev.waymill.worker.imports.SourceEvents;
import dev.waymill.worker.timeline.PointRemover;
import dev.waymill.worker.timeline.PointRemover.Removed;
import dev.waymill.worker.timeline.TimelineLock;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The transaction that removes an import from the timeline.
@Component
class Reversal {
    private final JdbcClient jdbc;
    private final ImportStore imports;
    private final SourceEvents events;
    private final TimelineLock lock;
    private final PointRemover timeline;

    Reversal(JdbcClient jdbc, ImportStore imports, SourceEvents events, TimelineLock lock, PointRemover timeline) {
        this.jdbc = jdbc;
        this.imports = imports;
        this.events = events;
        this.lock = lock;
        this.timeline = timeline;
    }

    sealed interface Result {
        /// @param removed points that are no longer in the timeline
        /// @param kept points that stay because another import also has them; they are its points now
        record Reverted(UUID importId, long removed, long kept) implements Result {}

        /// There is nothing to revert.
        record NotPromoted() implements Result {}
    }

    /// Reverts the import. A second revert changes nothing and returns the same result: the first attempt may
    /// have died right before its report.
    ///
    /// @throws org.springframework.dao.DataAccessException with SQLSTATE 55P03 if another transaction changes
    ///     the owner's timeline
    @Transactional
    public Result revert(UUID job, String owner) {
        var seen = imports.find(job, owner).orElse(null);
        if (seen == null) {
            return new Result.NotPromoted();
        }
        lock.forRevert(seen.ownerNo());
        var found = imports.lock(job, owner).orElseThrow();
        if (!found.wasPromoted()) {
            return new Result.NotPromoted();
        }
        return found.state() == State.REVERTED ? done(job, found) : removePoints(job, found);
    }

    private Result removePoints(UUID job, Import promoted) {
        var removed = Optional.ofNullable(promoted.span()).map(timeline::remove).orElse(Removed.NOTHING);
        imports.countReassigned(removed.reassigned());
        events.delete(promoted);
        imports.revert(promoted.no(), removed.kept());
        return new Result.Reverted(job, removed.count(), removed.kept());
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
}

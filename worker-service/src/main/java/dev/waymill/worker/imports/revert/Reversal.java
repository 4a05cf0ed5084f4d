package dev.waymill.worker.imports.revert;

import dev.waymill.events.RevertImport;
import dev.waymill.worker.imports.Import;
import dev.waymill.worker.imports.Import.State;
import dev.waymill.worker.imports.ImportStore;
import dev.waymill.worker.imports.LiveStreams;
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
    private final LiveStreams streams;
    private final SourceEvents events;
    private final TimelineLock lock;
    private final PointRemover timeline;

    Reversal(
            JdbcClient jdbc,
            ImportStore imports,
            LiveStreams streams,
            SourceEvents events,
            TimelineLock lock,
            PointRemover timeline) {
        this.jdbc = jdbc;
        this.imports = imports;
        this.streams = streams;
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
    /// have died right before its report. A live stream goes on; a second revert removes what has arrived since.
    ///
    /// @throws org.springframework.dao.DataAccessException with SQLSTATE 55P03 if another transaction changes
    ///     the owner's timeline
    @Transactional
    public Result revert(RevertImport wanted, String owner) {
        var job = wanted.importId();
        var seen = imports.find(job, owner).orElse(null);
        if (seen == null) {
            return new Result.NotPromoted();
        }
        lock.forRevert(seen.ownerNo());
        var found = imports.lock(job, owner).orElseThrow();
        if (!found.wasPromoted()) {
            return new Result.NotPromoted();
        }
        if (found.isStream()) {
            return removePart(wanted, found);
        }
        return found.state() == State.REVERTED ? done(job, found) : removePoints(job, found);
    }

    private Result removePart(RevertImport wanted, Import stream) {
        var removed = Optional.ofNullable(stream.span())
                .flatMap(span -> span.between(wanted.from(), wanted.to()))
                .map(timeline::remove)
                .orElse(Removed.NOTHING);
        imports.countReassigned(removed.reassigned());
        streams.revert(stream.no(), removed.count() + removed.kept());
        return new Result.Reverted(wanted.importId(), removed.count(), removed.kept());
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

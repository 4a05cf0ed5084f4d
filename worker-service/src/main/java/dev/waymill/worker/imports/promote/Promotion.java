package dev.waymill.worker.imports.promote;

import dev.waymill.worker.imports.Import;
import dev.waymill.worker.imports.ImportMeters;
import dev.waymill.worker.imports.ImportStore;
import dev.waymill.worker.imports.StagedData;
import dev.waymill.worker.timeline.PointInserter;
import dev.waymill.worker.timeline.PointInserter.DuplicateCheck;
import dev.waymill.worker.timeline.TimelineLock;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The transaction that adds an import to the timeline. The staging table is dropped after it.
@Component
class Promotion {
    /// Promotions up to this size may run beside a big promotion of the same owner.
    private static final long SMALL = 10_000;

    private final ImportStore imports;
    private final StagedData data;
    private final TimelineLock lock;
    private final PointInserter timeline;
    private final ImportMeters meters;

    Promotion(ImportStore imports, StagedData data, TimelineLock lock, PointInserter timeline, ImportMeters meters) {
        this.imports = imports;
        this.data = data;
        this.lock = lock;
        this.timeline = timeline;
        this.meters = meters;
    }

    enum Result {
        PROMOTED,
        /// The staging table is missing or incomplete: the points must be staged again.
        NOT_STAGED,
        DISCARDED
    }

    /// @param owner the owner that the import must have
    /// @param generation the generation of the job; a later generation stages a discarded import again
    /// @throws org.springframework.dao.DataAccessException with SQLSTATE 55P03 if another promotion of the
    ///     owner runs
    /// @throws org.springframework.dao.DuplicateKeyException if, with ANTI_JOIN, a phone of the owner sent one
    ///     of the points meanwhile; then nothing has changed
    @Transactional
    public Result promote(UUID job, String owner, int generation, DuplicateCheck way) {
        var seen = imports.find(job, owner).orElse(null);
        if (seen == null) {
            return Result.NOT_STAGED;
        }
        boolean isSmall = seen.staged() <= SMALL;
        if (isSmall) {
            lock.forSmallPromotion(seen.ownerNo());
        } else {
            lock.forPromotion(seen.ownerNo());
        }
        var found = imports.lock(job, owner).orElseThrow();
        return switch (found.stateFor(generation)) {
            case PROMOTED, REVERTED -> Result.PROMOTED;
            case DISCARDED -> Result.DISCARDED;
            case STAGING -> Result.NOT_STAGED;
            case STAGED ->
                data.isWhole(found) ? insert(found, isSmall ? DuplicateCheck.ON_CONFLICT : way) : Result.NOT_STAGED;
        };
    }

    private Result insert(Import staged, DuplicateCheck way) {
        long added = staged.stagedPoints()
                .map(points -> timeline.insert(points, way))
                .orElse(0L);
        imports.endPromotion(staged.no(), added);
        meters.promoted(staged.staged(), added);
        return Result.PROMOTED;
    }
}

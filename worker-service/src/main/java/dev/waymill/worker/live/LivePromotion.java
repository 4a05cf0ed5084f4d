package dev.waymill.worker.live;

import dev.waymill.events.LivePoints;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.worker.imports.Import;
import dev.waymill.worker.imports.ImportStore;
import dev.waymill.worker.imports.LiveStreams;
import dev.waymill.worker.timeline.PointInserter;
import dev.waymill.worker.timeline.PointInserter.DuplicateCheck;
import dev.waymill.worker.timeline.StagedPoints;
import dev.waymill.worker.timeline.TimelineLock;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// The transaction that adds an owner's live points to the timeline. Thread-safe; one runs per owner.
@Component
class LivePromotion {
    /// As many as a small promotion has.
    private static final int POINTS = 10_000;

    private final LiveBatchStore batches;
    private final LiveStreams streams;
    private final ImportStore imports;
    private final TimelineLock lock;
    private final PointInserter timeline;
    private final TransactionTemplate transaction;

    LivePromotion(
            LiveBatchStore batches,
            LiveStreams streams,
            ImportStore imports,
            TimelineLock lock,
            PointInserter timeline,
            TransactionTemplate transaction) {
        this.batches = batches;
        this.streams = streams;
        this.imports = imports;
        this.lock = lock;
        this.timeline = timeline;
        this.transaction = transaction;
    }

    sealed interface Result {
        record Promoted(List<LivePoints> batches) implements Result {}

        record Nothing() implements Result {}

        /// Another transaction changes the owner's timeline. Nothing has changed.
        record Locked() implements Result {}
    }

    /// Promotes a few of the owner's batches, all or none.
    ///
    /// @throws org.springframework.dao.DataAccessException with SQLSTATE 55P03 if another promotion adds one of
    ///     the points at this moment
    Result promote(String owner) {
        return transaction.execute(status -> {
            var result = promoteLocked(owner);
            if (!(result instanceof Result.Promoted)) {
                status.setRollbackOnly();
            }
            return result;
        });
    }

    private Result promoteLocked(String owner) {
        var taken = batches.take(owner, POINTS);
        if (taken.isEmpty()) {
            return new Result.Nothing();
        }
        taken.forEach(batch -> streams.ensure(batch.streamId(), owner, batch.streamName()));
        var unknown = batches.remember(taken.stream().map(LivePoints::eventId).toList());
        var byStream = taken.stream()
                .filter(batch -> unknown.contains(batch.eventId()))
                .collect(Collectors.groupingBy(LivePoints::streamId, TreeMap::new, Collectors.toList()));
        for (var one : byStream.entrySet()) {
            if (!promote(one.getKey(), owner, one.getValue())) {
                return new Result.Locked();
            }
        }
        return new Result.Promoted(taken);
    }

    /// @return false if the owner's timeline is locked
    private boolean promote(UUID streamId, String owner, List<LivePoints> theirs) {
        var stream = imports.find(streamId, owner).orElseThrow(() -> foreign(streamId));
        if (!lock.tryForLivePoints(stream.ownerNo())) {
            return false;
        }
        var points = theirs.stream()
                .flatMap(batch -> batch.points().stream().map(LivePromotion::pointOf))
                .toList();
        insert(stream, points);
        return true;
    }

    private void insert(Import stream, List<TimelinePoint> points) {
        var staged = StagedPoints.inMemory(stream.ownerNo(), stream.no(), points);
        streams.count(stream.no(), points, timeline.insert(staged, DuplicateCheck.ON_CONFLICT));
    }

    private static IllegalStateException foreign(UUID stream) {
        return new IllegalStateException("The stream belongs to another owner: " + stream);
    }

    private static TimelinePoint pointOf(LivePoints.Point point) {
        return new TimelinePoint(
                point.time(),
                point.lat(),
                point.lon(),
                number(point.elevation()),
                number(point.accuracy()),
                number(point.speed()),
                number(point.course()),
                number(point.battery()),
                point.device(),
                point.activity());
    }

    private static float number(@Nullable Float value) {
        return value == null ? Float.NaN : value;
    }
}

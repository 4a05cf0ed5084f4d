package dev.waymill.worker.removals;

import dev.waymill.events.rest.RemovalState;
import dev.waymill.worker.imports.ImportStore;
import dev.waymill.worker.timeline.PointFilter;
import dev.waymill.worker.timeline.RemovedPoints;
import dev.waymill.worker.timeline.RemovedPoints.Span;
import dev.waymill.worker.timeline.TimelineLock;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The transactions of a removal and of its undo. Each takes effect once, however often it is attempted.
@Component
class Removals {
    private final JdbcClient jdbc;
    private final TimelineLock lock;
    private final RemovedPoints points;
    private final ImportStore imports;

    Removals(JdbcClient jdbc, TimelineLock lock, RemovedPoints points, ImportStore imports) {
        this.jdbc = jdbc;
        this.lock = lock;
        this.points = points;
        this.imports = imports;
    }

    /// The result of a removal.
    ///
    /// @param from time of the first removed point; null if there are none
    /// @param to time of the last one
    record Removed(
            UUID removalId,
            long removed,
            @Nullable Instant from,
            @Nullable Instant to) {}

    /// The result of an undo.
    ///
    /// @param restored points that are in the timeline again. Those that another import has brought meanwhile
    ///     are not counted
    record Restored(UUID removalId, long restored) {}

    private static final String CREATE = """
            INSERT INTO removal (job_id, owner_no, points) VALUES (:job, :owner, 0)
            ON CONFLICT (job_id) DO NOTHING
            """;

    private static final String COMPLETE = """
            UPDATE removal SET points = :points, first_at = :first, last_at = :last WHERE job_id = :job
            """;

    /// @throws org.springframework.dao.DataAccessException with SQLSTATE 55P03 if another transaction changes
    ///     the owner's timeline
    @Transactional
    public Removed remove(UUID job, String owner, PointFilter filter) {
        lock.forRevert(filter.ownerNo());
        int created = jdbc.sql(CREATE)
                .param("job", job)
                .param("owner", filter.ownerNo())
                .update();
        var row = find(job, owner).orElseThrow();
        if (created == 0) {
            return removed(job, row.points(), row.span());
        }
        var removed = points.remove(row.no(), filter);
        jdbc.sql(COMPLETE)
                .param("points", removed.points())
                .param("first", removed.span().map(span -> utc(span.from())).orElse(null))
                .param("last", removed.span().map(span -> utc(span.to())).orElse(null))
                .param("job", job)
                .update();
        return removed(job, removed.points(), removed.span());
    }

    private static Removed removed(UUID job, long points, Optional<Span> span) {
        return new Removed(
                job,
                points,
                span.map(Span::from).orElse(null),
                span.map(Span::to).orElse(null));
    }

    private static final String RESTORED = """
            UPDATE removal SET state = 'restored', restored = :restored, changed_at = clock_timestamp()
            WHERE removal_no = :no
            """;

    /// @param job the removal's job
    /// @return empty if the owner has no such removal
    /// @throws org.springframework.dao.DataAccessException with SQLSTATE 55P03 if another transaction changes
    ///     the owner's timeline
    @Transactional
    public Optional<Restored> restore(UUID job, String owner) {
        var seen = find(job, owner);
        seen.ifPresent(removal -> lock.forRevert(removal.ownerNo()));
        return seen.isEmpty() ? Optional.empty() : find(job, owner).map(removal -> restore(job, removal));
    }

    private Restored restore(UUID job, Row removal) {
        if (removal.restored() != null) {
            return new Restored(job, removal.restored());
        }
        var restored = points.restore(removal.no(), removal.ownerNo(), removal.span());
        imports.countReassigned(restored.gained());
        jdbc.sql(RESTORED)
                .param("restored", restored.points())
                .param("no", removal.no())
                .update();
        return new Restored(job, restored.points());
    }

    Optional<RemovalState> state(UUID job, String owner) {
        return find(job, owner)
                .map(removal ->
                        new RemovalState(removal.restored() == null ? "removed" : "restored", removal.points()));
    }

    private record Row(
            int no,
            int ownerNo,
            long points,
            Optional<Span> span,
            @Nullable Long restored) {}

    private static final String FIND = """
            SELECT removal_no, owner_no, points, first_at, last_at, restored FROM removal
            WHERE job_id = :job AND owner_no = (SELECT owner_no FROM owner WHERE name = :owner)
            """;

    private Optional<Row> find(UUID job, String owner) {
        return jdbc.sql(FIND)
                .param("job", job)
                .param("owner", owner)
                .query((row, _) -> new Row(
                        row.getInt("removal_no"),
                        row.getInt("owner_no"),
                        row.getLong("points"),
                        span(row),
                        row.getObject("restored", Long.class)))
                .optional();
    }

    private static Optional<Span> span(ResultSet row) throws SQLException {
        var first = row.getObject("first_at", OffsetDateTime.class);
        var last = row.getObject("last_at", OffsetDateTime.class);
        return first == null || last == null
                ? Optional.empty()
                : Optional.of(new Span(first.toInstant(), last.toInstant()));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}

package dev.waymill.worker.removals;

import dev.waymill.events.RemovePoints;
import dev.waymill.events.rest.RemovalPreview;
import dev.waymill.worker.removals.Filters.UnknownImportException;
import dev.waymill.worker.timeline.PointSummary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/// Previews of removals. Read-only; all figures are from one snapshot.
@Component
class RemovalPreviews {
    private final JdbcClient jdbc;
    private final Filters filters;
    private final PointSummary points;

    RemovalPreviews(JdbcClient jdbc, Filters filters, PointSummary points) {
        this.jdbc = jdbc;
        this.filters = filters;
        this.points = points;
    }

    private static final String LIMIT = """
            SELECT set_config('statement_timeout', '10s', true)
            """;

    /// @throws org.springframework.dao.QueryTimeoutException if there are too many points to look at
    @Transactional(isolation = Isolation.REPEATABLE_READ, readOnly = true)
    public RemovalPreview preview(String owner, RemovePoints wanted) throws UnknownImportException {
        jdbc.sql(LIMIT).query().listOfRows();
        return filters.of(owner, wanted).map(points::of).orElse(PointSummary.NOTHING);
    }
}

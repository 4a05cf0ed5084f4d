package dev.waymill.worker.imports.stage;

import dev.waymill.formats.point.Movement;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.formats.point.Visit;
import dev.waymill.worker.imports.Import;
import dev.waymill.worker.imports.SourceEvents;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.UncategorizedSQLException;

/// All rows that one staging writes: points by COPY; visits and movements, which are few, in between. Confined
/// to one thread and one transaction.
final class StagedRows implements AutoCloseable {
    /// Most visits or movements kept in memory before the COPY is interrupted to insert them.
    private static final int EVENTS_PER_INSERT = 2_000;

    private final Connection connection;
    private final Import staging;
    private final List<Visit> visits = new ArrayList<>();
    private final List<Movement> movements = new ArrayList<>();
    private PointCopy copy;

    StagedRows(Connection connection, Import staging) throws SQLException {
        this.connection = connection;
        this.staging = staging;
        this.copy = new PointCopy(connection, staging.table());
    }

    void write(TimelinePoint point) {
        try {
            copy.write(point);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    void write(Visit visit) {
        visits.add(visit);
        if (visits.size() == EVENTS_PER_INSERT) {
            interruptCopy();
        }
    }

    void write(Movement movement) {
        movements.add(movement);
        if (movements.size() == EVENTS_PER_INSERT) {
            interruptCopy();
        }
    }

    /// Writes the rest.
    void end() throws SQLException {
        copy.end();
        insertSourceEvents();
    }

    @Override
    public void close() throws SQLException {
        copy.close();
    }

    /// Ends the COPY, inserts the collected visits and movements, and starts a new COPY: a connection with an
    /// active COPY can run nothing else.
    private void interruptCopy() {
        try {
            copy.end();
            insertSourceEvents();
            copy = new PointCopy(connection, staging.table());
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private void insertSourceEvents() throws SQLException {
        SourceEvents.insertVisits(connection, staging.no(), visits);
        SourceEvents.insertMovements(connection, staging.no(), movements);
        visits.clear();
        movements.clear();
    }

    private static UncategorizedSQLException failed(SQLException e) {
        return new UncategorizedSQLException("COPY of staged points", null, e);
    }
}

package dev.waymill.worker.imports.stage;

import dev.waymill.formats.point.Movement;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.formats.point.Visit;
import dev.waymill.worker.imports.Import;
import dev.waymill.worker.imports.SourceEvents;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
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
    private @Nullable Savepoint mark;

    StagedRows(Connection connection, Import staging) throws SQLException {
        this.connection = connection;
        this.staging = staging;
        this.copy = new PointCopy(connection, staging.table(), true);
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
            betweenCopies(this::insertSourceEvents);
        }
    }

    void write(Movement movement) {
        movements.add(movement);
        if (movements.size() == EVENTS_PER_INSERT) {
            betweenCopies(this::insertSourceEvents);
        }
    }

    /// Sets a savepoint to which [#rollback] returns, in place of the last one.
    void mark() {
        betweenCopies(() -> {
            insertSourceEvents();
            if (mark != null) {
                connection.releaseSavepoint(mark);
            }
            mark = connection.setSavepoint();
        });
    }

    /// Removes what was written since the mark.
    void rollback() {
        betweenCopies(() -> {
            visits.clear();
            movements.clear();
            connection.rollback(Objects.requireNonNull(mark, "There is a mark"));
        });
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

    /// Statements between two COPYs.
    @FunctionalInterface
    private interface Statements {
        void run() throws SQLException;
    }

    /// Ends the COPY, runs the statements, and starts a new COPY: a connection with an active COPY can run
    /// nothing else.
    private void betweenCopies(Statements statements) {
        try {
            copy.end();
            statements.run();
            copy = new PointCopy(connection, staging.table(), mark == null);
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

package dev.waymill.worker.handler;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/// Tells a temporarily unavailable database from a bug.
public final class TransientDatabaseError {
    /// SQLSTATE classes: 08 connection, 53 out of resources (disk, memory, connections), 57 shut down or
    /// cancelled by an operator, 40 deadlock or serialisation, 55 lock not available.
    private static final Set<String> PASSING = Set.of("08", "40", "53", "55", "57");

    /// SQLSTATE classes of permanent errors: 22 bad data, 23 constraint violation, 42 wrong statement.
    private static final Set<String> LASTING = Set.of("22", "23", "42");

    /// Chains of causes may contain a cycle.
    private static final int DEEPEST = 50;

    private TransientDatabaseError() {}

    /// Whether the database is temporarily unavailable.
    static boolean isCauseOf(Throwable thrown) {
        return causes(thrown).anyMatch(e -> e instanceof SQLTransientException || isOf(PASSING, e));
    }

    /// Whether the error is permanent: the database would return the same error at every attempt, or it was not
    /// the database.
    public static boolean isNotCauseOf(Throwable thrown) {
        return causes(thrown).findAny().isEmpty() || causes(thrown).anyMatch(e -> isOf(LASTING, e));
    }

    private static Stream<SQLException> causes(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                .limit(DEEPEST)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast);
    }

    private static boolean isOf(Set<String> classes, SQLException e) {
        return e.getSQLState() != null
                && e.getSQLState().length() == 5
                && classes.contains(e.getSQLState().substring(0, 2));
    }
}

package dev.waymill.worker.handler;

import java.sql.SQLException;
import java.util.Set;

/// Tells a database that cannot serve now from a mistake of ours.
final class DatabaseAway {
    /// SQLSTATE classes: 08 connection, 53 out of resources (disk, memory, connections), 57 shut down or
    /// cancelled by an operator, 40 deadlock or serialisation, 55 lock not available.
    private static final Set<String> PASSING = Set.of("08", "40", "53", "55", "57");

    private DatabaseAway() {}

    static boolean isCauseOf(Throwable thrown) {
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            if (e instanceof SQLException sql && isPassing(sql)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPassing(SQLException e) {
        return e instanceof java.sql.SQLTransientException
                || e.getSQLState() != null
                        && e.getSQLState().length() == 5
                        && PASSING.contains(e.getSQLState().substring(0, 2));
    }
}

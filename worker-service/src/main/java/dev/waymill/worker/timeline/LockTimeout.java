package dev.waymill.worker.timeline;

import java.sql.SQLException;
import org.springframework.dao.DataAccessException;

/// A statement that waited too long for a lock. Spring has no exception type for it.
public final class LockTimeout {
    /// SQLSTATE `lock_not_available`.
    private static final String NOT_AVAILABLE = "55P03";

    private LockTimeout() {}

    /// Whether the statement failed for that reason.
    public static boolean isCauseOf(DataAccessException failure) {
        return failure.getRootCause() instanceof SQLException cause && NOT_AVAILABLE.equals(cause.getSQLState());
    }
}

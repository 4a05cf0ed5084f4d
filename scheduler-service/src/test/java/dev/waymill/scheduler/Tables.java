package dev.waymill.scheduler;

import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Resets the scheduler's database between two tests.
public final class Tables {
    private Tables() {}

    private static final String NAMES = """
            SELECT string_agg(relname, ', ') FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
              AND relname <> 'flyway_schema_history'
            """;

    /// Sets up the rows as if the schedulers had received their echoes for the last hour.
    public static void listening(JdbcClient jdbc) {
        jdbc.sql("DELETE FROM echo").update();
        jdbc.sql("""
                        INSERT INTO echo (partition, sent_at, since, received_at)
                        VALUES (0, clock_timestamp(), clock_timestamp() - INTERVAL '1 hour', clock_timestamp())
                        """).update();
    }

    /// Empties all tables. The service's loops read them all the time, so a deadlock with a loop is possible;
    /// it is no failure of the test.
    public static void empty(JdbcClient jdbc) {
        var truncate = "TRUNCATE " + jdbc.sql(NAMES).query(String.class).single();
        for (int tries = 1; ; tries++) {
            try {
                jdbc.sql(truncate).update();
                return;
            } catch (PessimisticLockingFailureException e) {
                if (tries == 5) {
                    throw e;
                }
            }
        }
    }
}

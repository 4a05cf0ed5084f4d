package dev.waymill.scheduler;

import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The scheduler's database between two tests.
public final class Tables {
    private Tables() {}

    private static final String NAMES = """
            SELECT string_agg(relname, ', ') FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
              AND relname <> 'flyway_schema_history'
            """;

    /// As if the schedulers had heard themselves for an hour, up to now.
    public static void listening(JdbcClient jdbc) {
        jdbc.sql("DELETE FROM echo").update();
        jdbc.sql("""
                        INSERT INTO echo (partition, sent_at, since, heard)
                        VALUES (0, clock_timestamp(), clock_timestamp() - INTERVAL '1 hour', clock_timestamp())
                        """).update();
    }

    /// Empties all tables. The service's loops look into them all the time, so a deadlock with one of them is
    /// possible, and no failure.
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

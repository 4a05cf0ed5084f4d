package dev.waymill.worker.imports;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Drops staging tables that are no longer needed, each in its own transaction, so that a preview cannot roll
/// back a promotion. A table that a preview uses, or that a dead worker left behind, is dropped by a later
/// promotion or by retention.
@Component
public class StagingTableCleanup {
    private static final Logger log = LoggerFactory.getLogger(StagingTableCleanup.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    /// How long to wait for the lock on a leftover table: a later cleanup retries it.
    private static final Duration NO_PATIENCE = Duration.ofMillis(50);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    StagingTableCleanup(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /// Drops the import's table and a few leftover tables.
    public void dropAfterPromotion(Import promoted) {
        drop(promoted.table(), PATIENCE);
        dropLeftOver();
    }

    /// A table is visible to other transactions once its import is staged, and is needed until that state
    /// changes.
    private static final String LEFT_OVER = """
            SELECT 'staging.' || quote_ident(tablename) FROM pg_tables t
            WHERE schemaname = 'staging' AND NOT EXISTS (
                SELECT FROM import WHERE state = 'staged' AND t.tablename = 'import_' || import_no || '_' || fence
            )
            LIMIT 10
            """;

    /// Drops a few tables that no import needs and that earlier cleanups did not drop.
    public void dropLeftOver() {
        jdbc.sql(LEFT_OVER).query(String.class).list().forEach(table -> drop(table, NO_PATIENCE));
    }

    private static final String WAIT_AT_MOST = """
            SELECT set_config('lock_timeout', :wait, true)
            """;

    private void drop(String table, Duration wait) {
        try {
            transaction.executeWithoutResult(_ -> {
                jdbc.sql(WAIT_AT_MOST)
                        .param("wait", wait.toMillis() + "ms")
                        .query()
                        .listOfRows();
                jdbc.sql("DROP TABLE IF EXISTS " + table).update();
            });
        } catch (DataAccessException e) {
            log.info("table={} is in use by a preview; a later promotion drops it", table);
        }
    }
}

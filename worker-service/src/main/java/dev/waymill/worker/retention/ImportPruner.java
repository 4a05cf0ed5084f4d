package dev.waymill.worker.retention;

import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Deletes imports without points in the timeline, each in its own transaction, under its lock. Skips an import
/// that is locked; the next round retries it.
@Component
class ImportPruner {
    /// The longest grace period: staged points may wait this long for their promotion.
    private static final Duration GRACE = Duration.ofDays(30);

    private static final Logger log = LoggerFactory.getLogger(ImportPruner.class);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    ImportPruner(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    private static final String IS_OLD = """
            (state IN ('discarded', 'reverted') AND changed_at < clock_timestamp() - :keepMillis * INTERVAL '1 millisecond'
             OR state IN ('staging', 'staged') AND changed_at < clock_timestamp() - :stagedMillis * INTERVAL '1 millisecond')
            """;

    private static final String FIND = """
            SELECT import_no FROM import
            WHERE state <> 'promoted' AND import_no > :after AND\s""" + IS_OLD + """
            ORDER BY import_no
            LIMIT :limit
            """;

    /// @param after the import number after which to search
    /// @return the last number checked; 0 if there are no more
    int delete(int after, Duration keep, int limit) {
        var old = jdbc.sql(FIND)
                .param("after", after)
                .param("keepMillis", keep.toMillis())
                .param("stagedMillis", keep.plus(GRACE).toMillis())
                .param("limit", limit)
                .query(Integer.class)
                .list();
        old.forEach(no -> alone("import_no=" + no, () -> delete(no, keep)));
        return old.isEmpty() ? 0 : old.getLast();
    }

    private static final String LOCK = """
            SELECT 'staging.import_' || import_no || '_' || fence FROM import
            WHERE import_no = :no AND\s""" + IS_OLD + """
            FOR UPDATE
            """;

    private static final List<String> DELETE = List.of(
            "DELETE FROM source_visit WHERE import_no = :no",
            "DELETE FROM source_movement WHERE import_no = :no",
            "DELETE FROM import WHERE import_no = :no");

    private void delete(int no, Duration keep) {
        var table = jdbc.sql(LOCK)
                .param("no", no)
                .param("keepMillis", keep.toMillis())
                .param("stagedMillis", keep.plus(GRACE).toMillis())
                .query(String.class)
                .optional();
        if (table.isPresent()) {
            jdbc.sql("DROP TABLE IF EXISTS " + table.get()).update();
            DELETE.forEach(statement -> jdbc.sql(statement).param("no", no).update());
        }
    }

    private static final String SOON = """
            SELECT set_config('lock_timeout', '500ms', true)
            """;

    private void alone(String what, Runnable deletion) {
        try {
            transaction.executeWithoutResult(_ -> {
                jdbc.sql(SOON).query().listOfRows();
                deletion.run();
            });
        } catch (DataAccessException e) {
            log.info("{} cannot be deleted now; the next round tries again: {}", what, e.getMessage());
        }
    }
}

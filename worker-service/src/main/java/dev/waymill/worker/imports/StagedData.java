package dev.waymill.worker.imports;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The data written by the newest staging of an import: the table of its points, and its visits and movements.
@Component
public class StagedData {
    private final JdbcClient jdbc;
    private final SourceEvents events;

    StagedData(JdbcClient jdbc, SourceEvents events) {
        this.jdbc = jdbc;
        this.events = events;
    }

    private static final String TABLE_EXISTS = """
            SELECT to_regclass(:table) IS NOT NULL
            """;

    /// Whether all staged points are still there; an incomplete import is not promoted.
    public boolean isWhole(Import staged) {
        return jdbc.sql(TABLE_EXISTS)
                        .param("table", staged.table())
                        .query(Boolean.class)
                        .single()
                && jdbc.sql("SELECT count(*) FROM " + staged.table())
                                .query(Long.class)
                                .single()
                        == staged.staged();
    }

    /// Drops the staging table and deletes the visits and movements.
    public void drop(Import found) {
        jdbc.sql("DROP TABLE IF EXISTS " + found.table()).update();
        events.delete(found);
    }
}

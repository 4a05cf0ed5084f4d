package dev.waymill.worker.location.stage;

import dev.waymill.events.ImportFile;
import dev.waymill.worker.location.ImportStore;
import dev.waymill.worker.location.ImportStore.Import;
import dev.waymill.worker.location.ImportStore.Staged;
import dev.waymill.worker.location.ImportStore.State;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The staging table of one import: begun, filled, found complete, dropped. Each method is one transaction.
@Component
class Staging {
    private final DataSource dataSource;
    private final JdbcClient jdbc;
    private final ImportStore imports;

    Staging(DataSource dataSource, JdbcClient jdbc, ImportStore imports) {
        this.dataSource = dataSource;
        this.jdbc = jdbc;
        this.imports = imports;
    }

    /// Begins a staging, unless there is nothing to stage any more.
    ///
    /// @return the import as it is now: `STAGING` with a new fence, or `STAGED` and complete, or `PROMOTED`, or
    ///     `DISCARDED`
    @Transactional
    public Import begin(UUID job, String owner, ImportFile file) {
        imports.ensure(job, owner, file, State.STAGING);
        var found = imports.lock(job).orElseThrow();
        return switch (found.state()) {
            case PROMOTED, DISCARDED -> found;
            case STAGED -> imports.isWhole(found) ? found : beginAnew(job, found);
            case STAGING -> beginAnew(job, found);
        };
    }

    private Import beginAnew(UUID job, Import found) {
        imports.dropTable(found);
        imports.beginStaging(found.no());
        return imports.lock(job).orElseThrow();
    }

    private static final String CREATE = """
            CREATE TABLE %s (
                time timestamptz NOT NULL, lat_e7 integer NOT NULL, lon_e7 integer NOT NULL,
                elevation real, accuracy real, speed real, course real
            ) WITH (autovacuum_enabled = false)
            """;

    /// Fills the import's table and marks it staged.
    ///
    /// @throws SupersededException when a newer staging began or the import was discarded meanwhile
    @Transactional(rollbackFor = Exception.class)
    public void fill(Import begun, Parse parse) throws Exception {
        jdbc.sql(CREATE.formatted(begun.table())).update();
        var connection = DataSourceUtils.getConnection(dataSource);
        try (var copy = new PointCopy(connection, begun.table())) {
            var staged = parse.into(copy);
            copy.end();
            if (!imports.endStaging(begun, staged)) {
                throw new SupersededException();
            }
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }

    /// Drops what the import staged and lets no staging of it end any more. A promoted one stays as it is.
    @Transactional
    public void discard(UUID job, String owner, ImportFile file) {
        imports.ensure(job, owner, file, State.DISCARDED);
        var found = imports.lock(job).orElseThrow();
        if (found.state() != State.PROMOTED) {
            imports.dropTable(found);
            imports.discard(found.no());
        }
    }

    /// Parses the file into the COPY and says what it found.
    @FunctionalInterface
    interface Parse {
        Staged into(PointCopy copy) throws Exception;
    }

    /// Somebody newer stages this import, or nobody is to: what this attempt staged does not count.
    static final class SupersededException extends Exception {}
}

package dev.waymill.worker.imports.stage;

import dev.waymill.events.ImportFile;
import dev.waymill.worker.handler.Attempt;
import dev.waymill.worker.imports.Import;
import dev.waymill.worker.imports.Import.State;
import dev.waymill.worker.imports.ImportStore;
import dev.waymill.worker.imports.StagedData;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The staging table of one import: created, filled, checked, dropped. Each method is one transaction.
@Component
class Staging {
    private final DataSource dataSource;
    private final JdbcClient jdbc;
    private final ImportStore imports;
    private final StagedData staged;
    private final StagingResults results;
    private final GraceQuota quota;

    Staging(
            DataSource dataSource,
            JdbcClient jdbc,
            ImportStore imports,
            StagedData staged,
            StagingResults results,
            GraceQuota quota) {
        this.dataSource = dataSource;
        this.jdbc = jdbc;
        this.imports = imports;
        this.staged = staged;
        this.results = results;
        this.quota = quota;
    }

    /// Begins a staging, unless there is nothing to stage any more. One that was discarded is staged again only
    /// in a later life of its job.
    ///
    /// @return the import as it is now: `STAGING` with a new fence, or `STAGED` and complete, or `PROMOTED`,
    ///     `REVERTED` or `DISCARDED`; empty when the job's import is another owner's
    @Transactional
    public Optional<Import> begin(Attempt attempt, ImportFile file) {
        imports.ensure(attempt.jobId(), attempt.owner(), file, State.STAGING);
        return imports.lock(attempt.jobId(), attempt.owner()).map(found -> switch (found.stateIn(attempt.revival())) {
            case PROMOTED, REVERTED -> found;
            case DISCARDED -> found.discarded();
            case STAGED -> staged.isWhole(found) ? found : beginAnew(attempt, found);
            case STAGING -> beginAnew(attempt, found);
        });
    }

    private Import beginAnew(Attempt attempt, Import found) {
        staged.drop(found);
        imports.beginStaging(found.no(), attempt.revival());
        return imports.lock(attempt.jobId(), attempt.owner()).orElseThrow();
    }

    private static final String CREATE = """
            CREATE TABLE %s (
                time timestamptz NOT NULL, lat_e7 integer NOT NULL, lon_e7 integer NOT NULL,
                elevation real, accuracy real, speed real, course real, battery real, device text, activity text
            ) WITH (autovacuum_enabled = false)
            """;

    /// Fills the import's table and marks it staged.
    ///
    /// @param waits whether it stays staged for a while
    /// @throws SupersededException when a newer staging began or the import was discarded meanwhile
    /// @throws ImportLimits.ExceededException when there are too many points, in it or with others that wait
    @Transactional(rollbackFor = Exception.class)
    public void fill(Import begun, boolean waits, Parse parse) throws Exception {
        jdbc.sql(CREATE.formatted(begun.table())).update();
        var connection = DataSourceUtils.getConnection(dataSource);
        try (var rows = new StagedRows(connection, begun)) {
            var result = parse.into(rows);
            rows.end();
            if (!results.store(begun, result)) {
                throw new SupersededException();
            }
            if (waits) {
                quota.check(begun.ownerNo());
            }
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }

    /// Drops what the import staged and lets no staging of it end any more. A promoted one stays as it is, and
    /// so does what a later life of its job has staged, or what is another owner's.
    @Transactional
    public void discard(Attempt attempt, ImportFile file) {
        imports.ensure(attempt.jobId(), attempt.owner(), file, State.DISCARDED);
        var found = imports.lock(attempt.jobId(), attempt.owner()).orElse(null);
        if (found != null && !found.isOver() && found.revival() <= attempt.revival()) {
            staged.drop(found);
            imports.discard(found.no(), attempt.revival());
        }
    }

    /// Parses the file into the staged rows and says what it found.
    @FunctionalInterface
    interface Parse {
        StagingResult into(StagedRows rows) throws Exception;
    }

    /// A newer staging runs, or the import was discarded: this attempt's points do not count.
    static final class SupersededException extends Exception {}
}

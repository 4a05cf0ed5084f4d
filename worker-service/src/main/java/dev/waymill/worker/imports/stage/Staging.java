package dev.waymill.worker.imports.stage;

import dev.waymill.events.ImportFile;
import dev.waymill.worker.handler.Attempt;
import dev.waymill.worker.imports.Import;
import dev.waymill.worker.imports.Import.State;
import dev.waymill.worker.imports.ImportStore;
import dev.waymill.worker.imports.StagedData;
import java.time.Duration;
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

    /// Starts a staging, unless there is nothing left to stage. A discarded import is staged again only in a
    /// later generation of its job.
    ///
    /// @return the import in its current state: `STAGING` with a new fence, or `STAGED` and complete, or
    ///     `PROMOTED`, `REVERTED` or `DISCARDED`; empty if the job's import has another owner
    @Transactional
    public Optional<Import> start(Attempt attempt, ImportFile file) {
        imports.ensure(attempt.jobId(), attempt.owner(), file, State.STAGING);
        return imports.lock(attempt.jobId(), attempt.owner())
                .map(found -> switch (found.stateFor(attempt.generation())) {
                    case PROMOTED, REVERTED -> found;
                    case DISCARDED -> found.discarded();
                    case STAGED -> staged.isWhole(found) ? found : restart(attempt, found);
                    case STAGING -> restart(attempt, found);
                });
    }

    private Import restart(Attempt attempt, Import found) {
        staged.drop(found);
        imports.beginStaging(found.no(), attempt.generation());
        return imports.lock(attempt.jobId(), attempt.owner()).orElseThrow();
    }

    private static final String CREATE = """
            CREATE TABLE %s (
                time timestamptz NOT NULL, lat_e7 integer NOT NULL, lon_e7 integer NOT NULL,
                elevation real, accuracy real, speed real, course real, battery real, device text, activity text
            ) WITH (autovacuum_enabled = false)
            """;

    /// Fills the import's table and marks the import as staged.
    ///
    /// @param waits whether a grace period follows
    /// @throws SupersededException if a newer staging has started or the import was discarded meanwhile
    /// @throws ImportLimits.ExceededException if the import, or all waiting imports of the owner, have too many
    ///     points
    @Transactional(rollbackFor = Exception.class)
    public void fill(Import current, boolean waits, Parse parse) throws Exception {
        jdbc.sql(CREATE.formatted(current.table())).update();
        var connection = DataSourceUtils.getConnection(dataSource);
        try (var rows = new StagedRows(connection, current)) {
            long began = System.nanoTime();
            var result = parse.into(rows);
            rows.end();
            if (!results.store(current, result, Duration.ofNanos(System.nanoTime() - began))) {
                throw new SupersededException();
            }
            if (waits) {
                quota.check(current.ownerNo());
            }
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }

    /// Drops the import's staged data, and makes sure that no staging of it can complete any more. Changes
    /// nothing if the import was promoted, was staged by a later generation of its job, or has another owner.
    @Transactional
    public void discard(Attempt attempt, ImportFile file) {
        imports.ensure(attempt.jobId(), attempt.owner(), file, State.DISCARDED);
        var found = imports.lock(attempt.jobId(), attempt.owner()).orElse(null);
        if (found != null && !found.wasPromoted() && found.generation() <= attempt.generation()) {
            staged.drop(found);
            imports.discard(found.no(), attempt.generation());
        }
    }

    /// Parses the file into the staged rows.
    @FunctionalInterface
    interface Parse {
        StagingResult into(StagedRows rows) throws Exception;
    }

    /// A newer staging has started, or the import was discarded: this attempt's points do not count.
    static final class SupersededException extends Exception {}
}

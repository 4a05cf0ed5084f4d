package dev.waymill.worker.imports.preview;

import dev.waymill.events.rest.ImportPreview;
import dev.waymill.events.rest.ImportPreview.Days;
import dev.waymill.events.rest.ImportPreview.Points;
import dev.waymill.events.rest.ImportPreview.SharedDay;
import dev.waymill.worker.imports.Import;
import dev.waymill.worker.imports.Import.State;
import dev.waymill.worker.imports.ImportStore;
import dev.waymill.worker.imports.ImportSummaries;
import dev.waymill.worker.imports.StagedData;
import dev.waymill.worker.timeline.SampleLine;
import dev.waymill.worker.timeline.TimelineComparison;
import dev.waymill.worker.timeline.TimelineComparison.Comparison;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;

/// Compares an import's staged points with the timeline. Read-only; all figures are from one snapshot.
@Component
class PreviewStore {
    /// Most points of the sample: enough for a line on a map that shows the whole import.
    private static final int SAMPLE = 1_000;

    private final JdbcClient jdbc;
    private final ImportStore imports;
    private final ImportSummaries summaries;
    private final StagedData data;
    private final TimelineComparison timeline;

    PreviewStore(
            JdbcClient jdbc,
            ImportStore imports,
            ImportSummaries summaries,
            StagedData data,
            TimelineComparison timeline) {
        this.jdbc = jdbc;
        this.imports = imports;
        this.summaries = summaries;
        this.data = data;
        this.timeline = timeline;
    }

    /// A promotion or discard takes precedence: the preview waits only briefly for locks and releases its own
    /// soon.
    private static final String LIMITS = """
            SELECT set_config('lock_timeout', '200ms', true), set_config('statement_timeout', '10s', true)
            """;

    /// @return empty if the owner has no such import, or it does not wait for its promotion
    /// @throws org.springframework.jdbc.UncategorizedSQLException with SQLSTATE 55P03 if its table is being
    ///     dropped
    /// @throws org.springframework.dao.QueryTimeoutException if there are too many points to compare
    @Transactional(isolation = Isolation.REPEATABLE_READ, readOnly = true)
    public Optional<ImportPreview> preview(UUID job, String owner) {
        jdbc.sql(LIMITS).query().listOfRows();
        return imports.find(job, owner)
                .filter(found -> found.state() == State.STAGED && data.isWhole(found))
                .map(found -> look(job, found));
    }

    private ImportPreview look(UUID job, Import staged) {
        var summary = summaries.find(job).orElseThrow();
        var compared = staged.stagedPoints().map(timeline::compare).orElse(Comparison.NOTHING);
        var read = summary.points();
        return new ImportPreview(
                job,
                new Points(read.read(), compared.fresh(), staged.staged() - compared.fresh(), read.rejected()),
                summary.rejectedBy(),
                summary.rejectedSamples(),
                summary.remarks(),
                summary.contents(),
                summary.damage(),
                summary.span(),
                summary.bbox(),
                days(compared.days()),
                compared.conflicts(),
                sample(staged));
    }

    private static Days days(List<SharedDay> days) {
        var shared = days.stream().filter(day -> day.timeline() > 0).toList();
        return new Days(days.size(), shared.size(), shared.stream().limit(100).toList());
    }

    /// A random sample of rows, the same one for every preview.
    private static final String SAMPLED = """
            SELECT time, lat_e7, lon_e7 FROM %s TABLESAMPLE BERNOULLI (:percent) REPEATABLE (1)
            ORDER BY time, lat_e7, lon_e7
            """;

    private JsonNode sample(Import staged) {
        double percent = Math.min(100, 100.0 * SAMPLE / Math.max(1, staged.staged()));
        var line = new SampleLine();
        jdbc.sql(SAMPLED.formatted(staged.table())).param("percent", percent).query(line::add);
        return line.geoJson();
    }
}

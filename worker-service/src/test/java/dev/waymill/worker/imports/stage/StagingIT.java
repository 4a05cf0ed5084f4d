package dev.waymill.worker.imports.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.events.ImportFile;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.formats.point.Visit;
import dev.waymill.worker.WorkerTest;
import dev.waymill.worker.handler.Outcome;
import dev.waymill.worker.imports.Gpx;
import dev.waymill.worker.imports.Import;
import dev.waymill.worker.imports.Import.State;
import dev.waymill.worker.imports.Uploads;
import dev.waymill.worker.imports.Uploads.Upload;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// A staging that is superseded fails and leaves nothing.
@WorkerTest
@org.springframework.context.annotation.Import(Uploads.class)
class StagingIT {
    private static final TimelinePoint POINT =
            new TimelinePoint(1_700_000_000_123L, 475_000_001, -1_799_999_999, 1.5f, Float.NaN, Float.NaN, 359f);

    private static final Visit VISIT =
            new Visit(1_700_000_000_000L, 1_700_000_001_000L, 475_000_001, 0, "home", null, null, "home", 1f);

    @Autowired
    Staging staging;

    @Autowired
    Uploads uploads;

    @Autowired
    JdbcClient jdbc;

    final String owner = "owner-" + UUID.randomUUID();

    @Test
    void a_point_is_stored_exactly_as_given() throws Exception {
        var upload = uploads.upload(owner, Gpx.with());
        var started = begin(upload, 0);

        staging.fill(started, true, StagingIT::onePoint);

        assertThat(jdbc.sql(
                                "SELECT (extract(epoch FROM time) * 1000)::bigint AS ms, lat_e7, lon_e7, elevation, accuracy,"
                                        + " speed, course FROM " + started.table())
                        .query()
                        .singleRow()
                        .values())
                .containsExactly(1_700_000_000_123L, 475_000_001, -1_799_999_999, 1.5f, null, null, 359f);
    }

    @Test
    void a_superseded_staging_fails_and_changes_nothing() throws Exception {
        var upload = uploads.upload(owner, Gpx.with());
        var old = begin(upload, 0);
        var current = begin(upload, 0);
        staging.fill(current, true, StagingIT::onePoint);

        assertThatThrownBy(() -> staging.fill(old, true, StagingIT::onePoint))
                .isInstanceOf(Staging.SupersededException.class);

        assertThat(tables(upload)).isEqualTo(1);
        assertThat(begin(upload, 0).state()).isEqualTo(State.STAGED);
    }

    @Test
    void discarding_while_points_are_copied_leaves_no_row() throws Exception {
        var upload = uploads.upload(owner, Gpx.with());
        var started = begin(upload, 0);

        assertThatThrownBy(() -> staging.fill(started, true, copy -> {
                    var staged = onePoint(copy);
                    CompletableFuture.runAsync(() -> discard(upload, 0)).join();
                    return staged;
                }))
                .isInstanceOf(Staging.SupersededException.class);

        assertThat(tables(upload)).isZero();
    }

    /// A worker that hangs with an open transaction does not block a newer staging.
    @Test
    void a_staging_that_hangs_after_writing_visits_can_be_superseded() throws Exception {
        var upload = uploads.upload(owner, Gpx.with());
        var started = begin(upload, 0);

        assertThatThrownBy(() -> staging.fill(started, true, rows -> {
                    IntStream.range(0, 5_000).forEach(_ -> rows.write(VISIT));
                    CompletableFuture.runAsync(() -> begin(upload, 0)).get(1, TimeUnit.MINUTES);
                    CompletableFuture.runAsync(() -> discard(upload, 0)).get(1, TimeUnit.MINUTES);
                    return onePoint(rows);
                }))
                .isInstanceOf(Staging.SupersededException.class);

        assertThat(tables(upload)).isZero();
        assertThat(jdbc.sql("SELECT count(*) FROM source_visit WHERE import_no = :no")
                        .param("no", started.no())
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void a_parser_that_fails_leaves_no_table_and_a_connection_that_works() throws Exception {
        var upload = uploads.upload(owner, Gpx.with());
        var started = begin(upload, 0);

        assertThatThrownBy(() -> staging.fill(started, true, copy -> {
                    onePoint(copy);
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");

        assertThat(tables(upload)).isZero();
    }

    @Test
    void a_discarded_import_is_staged_again_only_in_a_later_generation() throws Exception {
        var upload = uploads.upload(owner, Gpx.with());
        staging.fill(begin(upload, 0), true, StagingIT::onePoint);
        discard(upload, 0);
        assertThat(begin(upload, 0).state()).isEqualTo(State.DISCARDED);

        var retried = begin(upload, 1);

        assertThat(retried.state()).isEqualTo(State.STAGING);
        staging.fill(retried, true, StagingIT::onePoint);
        assertThat(begin(upload, 1).state()).isEqualTo(State.STAGED);
    }

    @Test
    void a_late_attempt_of_an_old_generation_changes_nothing_in_the_new_one() throws Exception {
        var upload = uploads.upload(owner, Gpx.with());
        var old = begin(upload, 0);
        discard(upload, 0);
        var retried = begin(upload, 1);

        assertThatThrownBy(() -> staging.fill(old, true, StagingIT::onePoint))
                .isInstanceOf(Staging.SupersededException.class);
        assertThat(begin(upload, 0).state()).isEqualTo(State.DISCARDED);
        discard(upload, 0);
        staging.fill(retried, true, StagingIT::onePoint);
        discard(upload, 0);

        assertThat(tables(upload)).isEqualTo(1);
        assertThat(begin(upload, 1).state()).isEqualTo(State.STAGED);
        assertThat(uploads.run(ImportFile.PROMOTE, upload, 0)).isInstanceOf(Outcome.Fail.class);
        assertThat(uploads.run(ImportFile.PROMOTE, upload, 1)).isInstanceOf(Outcome.Done.class);
    }

    @Test
    void a_promotion_that_is_retried_after_a_discard_stages_first() throws Exception {
        var upload = uploads.upload(owner, Gpx.with());
        staging.fill(begin(upload, 0), true, StagingIT::onePoint);
        discard(upload, 0);

        assertThat(uploads.run(ImportFile.PROMOTE, upload, 0)).isInstanceOf(Outcome.Fail.class);
        assertThat(uploads.run(ImportFile.PROMOTE, upload, 1)).isInstanceOf(Outcome.Then.class);
    }

    @Test
    void each_generation_is_discarded_separately() throws Exception {
        var upload = uploads.upload(owner, Gpx.with());
        discard(upload, 0);
        staging.fill(begin(upload, 1), true, StagingIT::onePoint);
        discard(upload, 1);

        assertThat(tables(upload)).isZero();
        assertThat(begin(upload, 1).state()).isEqualTo(State.DISCARDED);
        assertThat(begin(upload, 2).state()).isEqualTo(State.STAGING);
    }

    private Import begin(Upload upload, int generation) {
        return staging.start(upload.attempt(ImportFile.STAGE, generation), upload.file())
                .orElseThrow();
    }

    private void discard(Upload upload, int generation) {
        staging.discard(upload.attempt(ImportFile.DISCARD, generation), upload.file());
    }

    private static StagingResult onePoint(StagedRows rows) {
        var sink = new StagingSink(rows, 1_000);
        sink.accept(POINT);
        return sink.result("gpx", null, null);
    }

    private long tables(Upload upload) {
        return jdbc.sql("""
                        SELECT count(*) FROM pg_tables JOIN import ON tablename LIKE 'import_' || import_no || '_%'
                        WHERE schemaname = 'staging' AND job_id = :job
                        """).param("job", upload.job()).query(Long.class).single();
    }
}

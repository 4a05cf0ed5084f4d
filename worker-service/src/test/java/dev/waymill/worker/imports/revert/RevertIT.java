package dev.waymill.worker.imports.revert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.ImportFile;
import dev.waymill.events.RevertImport;
import dev.waymill.events.rest.ImportSummary.Points;
import dev.waymill.worker.WorkerTest;
import dev.waymill.worker.imports.Gpx;
import dev.waymill.worker.imports.ImportSummaries;
import dev.waymill.worker.imports.Uploads;
import dev.waymill.worker.imports.Uploads.Upload;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Invariant 5, second half: a revert removes exactly what its import added.
@WorkerTest
@Import(Uploads.class)
class RevertIT {
    private static final String A = Gpx.point("1", "1", "2026-01-01T00:00:01Z");
    private static final String B = Gpx.point("2", "2", "2026-01-01T00:00:02Z");
    private static final String C = Gpx.point("3", "3", "2026-01-01T00:00:03Z");

    @Autowired
    Uploads uploads;

    @Autowired
    Reversal reversal;

    @Autowired
    ImportSummaries summaries;

    @Autowired
    JdbcClient jdbc;

    final String owner = "owner-" + UUID.randomUUID();

    @Test
    void a_revert_removes_own_points_and_reassigns_shared_ones() throws Exception {
        var first = uploads.imported(owner, Gpx.with(A, B));
        var second = uploads.imported(owner, Gpx.with(B, C, B));
        assertThat(counts(second)).isEqualTo(new Points(3, 0, 2, 1));

        var done = reversal.revert(new RevertImport(first.job()), owner);

        assertThat(done).isEqualTo(new Reversal.Result.Reverted(first.job(), 1, 1));
        assertThat(reversal.revert(new RevertImport(first.job()), owner)).isEqualTo(done);
        assertThat(timeline()).containsExactly("2 " + second.job(), "3 " + second.job());
        assertThat(counts(second)).isEqualTo(new Points(3, 0, 1, 2));
        assertThat(shadowed()).isZero();
        assertThat(summaries.find(first.job()).orElseThrow().reverted()).isTrue();
    }

    @Test
    void a_point_shared_by_several_imports_passes_from_one_to_the_next() throws Exception {
        var first = uploads.imported(owner, Gpx.with(A));
        var second = uploads.imported(owner, Gpx.with(A, B));
        var third = uploads.imported(owner, Gpx.with(A, C));

        reversal.revert(new RevertImport(first.job()), owner);
        assertThat(timeline()).containsExactly("1 " + second.job(), "2 " + second.job(), "3 " + third.job());

        reversal.revert(new RevertImport(second.job()), owner);
        assertThat(timeline()).containsExactly("1 " + third.job(), "3 " + third.job());

        reversal.revert(new RevertImport(third.job()), owner);
        assertThat(timeline()).isEmpty();
        assertThat(shadowed()).isZero();
    }

    @Test
    void an_already_reverted_import_takes_over_no_points() throws Exception {
        var first = uploads.imported(owner, Gpx.with(A, B));
        var second = uploads.imported(owner, Gpx.with(B, C));

        reversal.revert(new RevertImport(second.job()), owner);
        assertThat(timeline()).containsExactly("1 " + first.job(), "2 " + first.job());

        reversal.revert(new RevertImport(first.job()), owner);
        assertThat(timeline()).isEmpty();
    }

    @Test
    void reverting_twice_changes_nothing_and_a_new_import_restores_all_points() throws Exception {
        var first = uploads.imported(owner, Gpx.with(A, B));
        reversal.revert(new RevertImport(first.job()), owner);

        assertThat(reversal.revert(new RevertImport(first.job()), owner))
                .isEqualTo(new Reversal.Result.Reverted(first.job(), 2, 0));
        var again = uploads.imported(owner, Gpx.with(A, B));

        assertThat(timeline()).containsExactly("1 " + again.job(), "2 " + again.job());
    }

    @Test
    void a_late_staging_or_promotion_does_not_restore_a_reverted_import() throws Exception {
        var first = uploads.imported(owner, Gpx.with(A, B));
        reversal.revert(new RevertImport(first.job()), owner);

        uploads.run(ImportFile.STAGE, first);
        uploads.run(ImportFile.PROMOTE, first);
        uploads.run(ImportFile.DISCARD, first);

        assertThat(timeline()).isEmpty();
        assertThat(summaries.find(first.job()).orElseThrow().state()).isEqualTo("reverted");
    }

    @Test
    void an_unpromoted_or_foreign_import_cannot_be_reverted() throws Exception {
        var staged = uploads.upload(owner, Gpx.with(A));
        uploads.run(ImportFile.STAGE, staged);
        var promoted = uploads.imported(owner, Gpx.with(B));

        assertThat(reversal.revert(new RevertImport(staged.job()), owner))
                .isInstanceOf(Reversal.Result.NotPromoted.class);
        assertThat(reversal.revert(new RevertImport(UUID.randomUUID()), owner))
                .isInstanceOf(Reversal.Result.NotPromoted.class);
        assertThat(reversal.revert(new RevertImport(promoted.job()), "somebody else"))
                .isInstanceOf(Reversal.Result.NotPromoted.class);
        assertThat(timeline()).containsExactly("2 " + promoted.job());
    }

    private Points counts(Upload upload) {
        return summaries.find(upload.job()).orElseThrow().points();
    }

    private List<String> timeline() {
        return jdbc.sql("""
                SELECT (p.lat_e7 / 10000000) || ' ' || i.job_id
                FROM point p JOIN owner o USING (owner_no) JOIN import i USING (import_no)
                WHERE o.name = :owner ORDER BY p.time
                """).param("owner", owner).query(String.class).list();
    }

    private long shadowed() {
        return jdbc.sql("SELECT count(*) FROM shadowed_point JOIN owner USING (owner_no) WHERE name = :owner")
                .param("owner", owner)
                .query(Long.class)
                .single();
    }
}

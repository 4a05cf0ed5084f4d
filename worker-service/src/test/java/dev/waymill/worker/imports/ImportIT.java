package dev.waymill.worker.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.waymill.events.ImportFile;
import dev.waymill.events.rest.ImportSummary.Points;
import dev.waymill.worker.WorkerTest;
import dev.waymill.worker.handler.Outcome;
import dev.waymill.worker.imports.Uploads.Upload;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Invariants 3, 4 and 5 at the worker: all or nothing, exact counts, no interleaving, nothing left behind.
@WorkerTest
@Import(Uploads.class)
class ImportIT {
    @Autowired
    Uploads uploads;

    @Autowired
    ImportSummaries summaries;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    DataSource dataSource;

    /// More points than a small promotion may have.
    private static final int MANY = 10_001;

    final String owner = "owner-" + UUID.randomUUID();

    @Test
    void a_file_is_staged_first_and_enters_the_timeline_by_promotion() throws Exception {
        var upload = uploads.upload(owner, Gpx.sample(1, 5_000));

        var staged = uploads.run(ImportFile.STAGE, upload);

        assertThat(staged).isInstanceOfSatisfying(Outcome.Then.class, then -> {
            assertThat(then.next()).singleElement().satisfies(next -> {
                assertThat(next.task().kind()).isEqualTo(ImportFile.PROMOTE);
                assertThat(next.task().cancellable()).isFalse();
                assertThat(next.delay()).isEqualTo(Duration.ofMinutes(5));
                assertThat(next.grace()).isTrue();
            });
        });
        assertThat(pointsOf(owner)).isZero();
        assertThat(counts(upload)).isEqualTo(new Points(5_000, 0, 0, 0));

        assertThat(uploads.run(ImportFile.PROMOTE, upload)).isInstanceOf(Outcome.Done.class);

        assertThat(pointsOf(owner)).isEqualTo(5_000);
        assertThat(counts(upload)).isEqualTo(new Points(5_000, 0, 0, 5_000));
        assertThat(stagingTables(upload)).isZero();
    }

    @Test
    void points_already_in_the_timeline_or_the_file_are_duplicates() throws Exception {
        var early = Gpx.point("1.0", "2.0", "2026-01-01T00:00:00Z");
        var late = Gpx.point("1.0", "2.0", "2026-01-01T00:00:01Z");
        var elsewhere = Gpx.point("1.0000001", "2.0", "2026-01-01T00:00:00Z");
        uploads.imported(owner, Gpx.with(early));

        var second = uploads.imported(owner, Gpx.with(late, early, late, elsewhere));

        assertThat(counts(second)).isEqualTo(new Points(4, 0, 2, 2));
        assertThat(pointsOf(owner)).isEqualTo(3);
    }

    @Test
    void rejected_points_are_counted_by_reason_and_shown_with_line_and_text() throws Exception {
        var upload = uploads.imported(
                owner,
                Gpx.with(
                        Gpx.point("NaN", "2", "2026-01-01T00:00:00Z"),
                        Gpx.point("91", "2", "2026-01-01T00:00:00Z"),
                        "<trkpt lat=\"1\" lon=\"2\"/>",
                        Gpx.point("1", "2", "2026-01-01T00:00:00Z")));

        var summary = summaries.find(upload.job()).orElseThrow();

        assertThat(summary.points()).isEqualTo(new Points(4, 3, 0, 1));
        assertThat(summary.rejectedBy())
                .containsOnlyKeys("coordinate-nan", "coordinate-range", "no-timestamp")
                .containsEntry("coordinate-range", 1L);
        assertThat(summary.rejectedSamples()).extracting("line").containsExactly(2L, 3L, 4L);
        assertThat(summary.bbox()).containsExactly(2.0, 1.0, 2.0, 1.0);
    }

    @Test
    void staging_and_promoting_twice_changes_nothing() throws Exception {
        var upload = uploads.upload(owner, Gpx.sample(2, 1_000));
        uploads.run(ImportFile.STAGE, upload);
        uploads.run(ImportFile.STAGE, upload);
        uploads.run(ImportFile.PROMOTE, upload);

        uploads.run(ImportFile.PROMOTE, upload);
        uploads.run(ImportFile.STAGE, upload);

        assertThat(pointsOf(owner)).isEqualTo(1_000);
        assertThat(counts(upload)).isEqualTo(new Points(1_000, 0, 0, 1_000));
        assertThat(stagingTables(upload)).isZero();
    }

    @Test
    void lost_staged_points_are_staged_again_before_promotion() throws Exception {
        var upload = uploads.upload(owner, Gpx.sample(3, 1_000));
        uploads.run(ImportFile.STAGE, upload);
        jdbc.sql("TRUNCATE " + tableOf(upload)).update();

        var outcome = uploads.run(ImportFile.PROMOTE, upload);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Then.class,
                        then -> assertThat(then.next()).singleElement().satisfies(next -> {
                            assertThat(next.task().kind()).isEqualTo(ImportFile.STAGE);
                            assertThat(next.delay()).isZero();
                        }));
        assertThat(pointsOf(owner)).isZero();

        uploads.run(ImportFile.STAGE, upload);
        uploads.run(ImportFile.PROMOTE, upload);

        assertThat(pointsOf(owner)).isEqualTo(1_000);
    }

    @Test
    void a_discarded_import_leaves_nothing_and_cannot_be_staged() throws Exception {
        var upload = uploads.upload(owner, Gpx.sample(4, 1_000));
        uploads.run(ImportFile.STAGE, upload);

        uploads.run(ImportFile.DISCARD, upload);

        assertThat(stagingTables(upload)).isZero();
        assertThat(uploads.run(ImportFile.STAGE, upload)).isInstanceOf(Outcome.Fail.class);
        assertThat(uploads.run(ImportFile.PROMOTE, upload)).isInstanceOf(Outcome.Fail.class);
        assertThat(pointsOf(owner)).isZero();
    }

    @Test
    void discarding_before_the_first_staging_is_remembered() throws Exception {
        var upload = uploads.upload(owner, Gpx.sample(4, 10));

        uploads.run(ImportFile.DISCARD, upload);

        assertThat(uploads.run(ImportFile.STAGE, upload)).isInstanceOf(Outcome.Fail.class);
    }

    @Test
    void discarding_after_promotion_removes_nothing() throws Exception {
        var upload = uploads.imported(owner, Gpx.sample(5, 100));

        uploads.run(ImportFile.DISCARD, upload);

        assertThat(pointsOf(owner)).isEqualTo(100);
        assertThat(summaries.find(upload.job()).orElseThrow().state()).isEqualTo("promoted");
    }

    @Test
    void promotions_wait_for_each_other_within_one_owner_only() throws Exception {
        var mine = uploads.upload(owner, Gpx.sample(6, MANY));
        var theirs = uploads.upload(owner + "-other", Gpx.sample(6, MANY));
        uploads.run(ImportFile.STAGE, mine);
        uploads.run(ImportFile.STAGE, theirs);
        try (var connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.execute("SELECT pg_advisory_xact_lock(x'50524F4D'::int, owner_no) FROM owner WHERE name = '"
                        + owner + "'");
            }

            assertThatThrownBy(() -> uploads.run(ImportFile.PROMOTE, mine)).hasMessageContaining("lock timeout");
            assertThat(uploads.run(ImportFile.PROMOTE, theirs)).isInstanceOf(Outcome.Done.class);
            connection.rollback();
        }

        assertThat(uploads.run(ImportFile.PROMOTE, mine)).isInstanceOf(Outcome.Done.class);
    }

    @Test
    void a_small_promotion_runs_beside_a_big_one_of_its_owner() throws Exception {
        var few = uploads.upload(owner, Gpx.sample(6, 10));
        uploads.run(ImportFile.STAGE, few);
        try (var big = dataSource.getConnection()) {
            big.setAutoCommit(false);
            try (var statement = big.createStatement()) {
                statement.execute("SELECT pg_advisory_xact_lock(x'50524F4D'::int, owner_no) FROM owner WHERE name = '"
                        + owner + "'");
                statement.execute("INSERT INTO point (time, owner_no, lat_e7, lon_e7, import_no)"
                        + " SELECT now(), owner_no, 1, 1, 0 FROM owner WHERE name = '" + owner + "'");
            }

            assertThat(uploads.run(ImportFile.PROMOTE, few)).isInstanceOf(Outcome.Done.class);
            assertThat(pointsOf(owner)).isEqualTo(10);
            big.rollback();
        }
    }

    @Test
    void a_big_promotion_counts_a_concurrently_added_point_as_a_duplicate() throws Exception {
        var sent = Gpx.point("1", "2", "2020-01-01T00:00:00Z");
        var few = uploads.upload(owner, Gpx.with(sent));
        var big = uploads.upload(
                owner,
                Gpx.with(Stream.concat(
                                Stream.of(sent),
                                IntStream.range(0, MANY)
                                        .mapToObj(i -> Gpx.point(
                                                "1",
                                                "2",
                                                Instant.ofEpochSecond(1_600_000_000L + i)
                                                        .toString())))
                        .toArray(String[]::new)));
        uploads.run(ImportFile.STAGE, few);
        uploads.run(ImportFile.STAGE, big);
        try (var phone = dataSource.getConnection()) {
            phone.setAutoCommit(false);
            try (var statement = phone.createStatement()) {
                statement.execute("INSERT INTO point (time, owner_no, lat_e7, lon_e7, import_no)"
                        + " SELECT '2020-01-01T00:00:00Z', owner_no, 10000000, 20000000, import_no"
                        + " FROM import WHERE job_id = '" + few.job() + "'");
            }
            var promotion = CompletableFuture.supplyAsync(() -> promote(big));
            await().until(this::isTransactionWaiting);
            phone.commit();

            assertThat(promotion.join()).isInstanceOf(Outcome.Done.class);
        }
        assertThat(counts(big)).isEqualTo(new Points(MANY + 1, 0, 1, MANY));
        assertThat(pointsOf(owner)).isEqualTo(MANY + 1);
    }

    private Outcome promote(Upload upload) {
        try {
            return uploads.run(ImportFile.PROMOTE, upload);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isTransactionWaiting() {
        return jdbc.sql("SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted)")
                .query(Boolean.class)
                .single();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void an_unreadable_file_fails_for_good_with_its_reason(String code, byte[] content) throws Exception {
        var upload = uploads.upload(owner, content);

        var outcome = uploads.run(ImportFile.STAGE, upload);

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Fail.class, fail -> {
            assertThat(fail.code()).isEqualTo(code);
            assertThat(fail.retryable()).isFalse();
            assertThat(fail.message()).isNotBlank().doesNotContain("Exception", "java.", "com.ctc");
        });
        assertThat(stagingTables(upload)).isZero();
        assertThat(pointsOf(owner)).isZero();
    }

    static Arguments[] hostile() {
        var good = Gpx.sample(7, 100);
        var bad = good.clone();
        bad[good.length / 2] = (byte) 0xFF;
        return new Arguments[] {
            Arguments.of("empty-file", new byte[0]),
            Arguments.of("truncated-file", Arrays.copyOf(good, good.length / 2)),
            Arguments.of("unrecognised-format", text("<!DOCTYPE html><html><body>502 Bad Gateway</body></html>")),
            Arguments.of("unrecognised-format", text("{\"timelineEdits\": []}")),
            Arguments.of("dtd-not-allowed", text("""
                    <!DOCTYPE gpx [<!ENTITY x SYSTEM "file:///etc/passwd">]>
                    <gpx><trk><name>&x;</name></trk></gpx>
                    """)),
            Arguments.of("dtd-not-allowed", text("""
                    <!DOCTYPE gpx [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>
                    <gpx><trk><name>&c;</name></trk></gpx>
                    """)),
            Arguments.of("invalid-encoding", bad),
        };
    }

    @Test
    void a_file_changed_in_the_object_store_fails_retryably() throws Exception {
        var good = Gpx.sample(8, 100);
        var upload = uploads.upload(owner, good);
        var file = upload.file();
        var longer = new ImportFile(file.fileName(), file.sha256(), file.bytes() + 1, null, file.grace(), null, null);

        var outcome = uploads.run(ImportFile.STAGE, new Upload(upload.job(), owner, longer));

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Fail.class, fail -> {
            assertThat(fail.code()).isEqualTo("file-unreadable");
            assertThat(fail.retryable()).isTrue();
        });
    }

    private Points counts(Upload upload) {
        return summaries.find(upload.job()).orElseThrow().points();
    }

    private long pointsOf(String name) {
        return jdbc.sql("SELECT count(*) FROM point JOIN owner USING (owner_no) WHERE name = :name")
                .param("name", name)
                .query(Long.class)
                .single();
    }

    private long stagingTables(Upload upload) {
        return jdbc.sql("""
                        SELECT count(*) FROM pg_tables JOIN import ON tablename LIKE 'import_' || import_no || '_%'
                        WHERE schemaname = 'staging' AND job_id = :job
                        """).param("job", upload.job()).query(Long.class).single();
    }

    private String tableOf(Upload upload) {
        return jdbc.sql("SELECT 'staging.import_' || import_no || '_' || fence FROM import WHERE job_id = :job")
                .param("job", upload.job())
                .query(String.class)
                .single();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

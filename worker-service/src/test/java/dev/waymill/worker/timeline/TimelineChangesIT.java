package dev.waymill.worker.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.waymill.events.ImportFile;
import dev.waymill.events.RevertImport;
import dev.waymill.worker.WorkerTest;
import dev.waymill.worker.imports.Gpx;
import dev.waymill.worker.imports.Uploads;
import dev.waymill.worker.imports.Uploads.Upload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Each change of an owner's points writes one row with its time range, in the same transaction; and no row is
/// lost.
@WorkerTest
@Import(Uploads.class)
class TimelineChangesIT {
    private static final String A = Gpx.point("1", "1", "2026-01-01T00:00:01Z");
    private static final String B = Gpx.point("2", "2", "2026-01-02T00:00:02Z");
    private static final String C = Gpx.point("3", "3", "2026-01-03T00:00:03Z");
    private static final String A_FINER = A.replace("<time>", "<ele>4</ele><time>");
    private static final String FAR_AWAY = Gpx.point("91", "1", "2026-01-01T00:00:01Z");

    @Autowired
    Uploads uploads;

    @Autowired
    TimelineChanges changes;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transaction;

    final String owner = "owner-" + UUID.randomUUID();

    record Change(Instant from, Instant to) {
        static Change of(String from, String to) {
            return new Change(Instant.parse(from), Instant.parse(to));
        }
    }

    @BeforeEach
    void a_promoted_import_of_another_owner() throws Exception {
        uploads.imported("other-" + owner, Gpx.with(A));
    }

    @Test
    void a_promotion_writes_one_row_from_its_first_point_to_its_last() throws Exception {
        uploads.imported(owner, Gpx.with(C, A, FAR_AWAY, B));

        assertThat(changes()).containsExactly(Change.of("2026-01-01T00:00:01Z", "2026-01-03T00:00:03Z"));
    }

    @Test
    void a_big_promotion_and_a_live_batch_write_one_row_each() throws Exception {
        uploads.imported(owner, Gpx.with(seconds(0, 10_001)));
        var live = uploads.upload(owner, Gpx.with(seconds(20_000, 20_003)));
        var atOnce = new Upload(live.job(), owner, live.file().withoutGrace());
        uploads.run(ImportFile.STAGE, atOnce);
        uploads.run(ImportFile.PROMOTE, atOnce);

        assertThat(changes()).containsExactly(new Change(at(0), at(10_000)), new Change(at(20_000), at(20_002)));
    }

    @Test
    void a_promotion_or_revert_that_is_rolled_back_writes_no_row() throws Exception {
        var promoted = uploads.imported(owner, Gpx.with(A));
        forget();
        var staged = uploads.upload(owner, Gpx.with(B));
        uploads.run(ImportFile.STAGE, staged);

        transaction.executeWithoutResult(status -> {
            run(() -> uploads.run(ImportFile.PROMOTE, staged));
            run(() -> revert(promoted));
            assertThat(changes()).hasSize(2);
            status.setRollbackOnly();
        });

        assertThat(changes()).isEmpty();
        assertThat(points()).isEqualTo(1);
    }

    @Test
    void a_promotion_or_repeat_that_adds_nothing_writes_no_row() throws Exception {
        var first = uploads.imported(owner, Gpx.with(A, B));
        forget();

        uploads.run(ImportFile.PROMOTE, first);
        uploads.imported(owner, Gpx.with(A, B));
        uploads.imported(owner, Gpx.with(FAR_AWAY));

        assertThat(changes()).isEmpty();
    }

    /// Statistics know nothing yet of points that came a moment ago.
    @Test
    void a_large_promotion_that_adds_nothing_takes_seconds() throws Exception {
        var many = Gpx.with(seconds(0, 30_000));
        uploads.imported(owner, many);
        forget();

        assertTimeoutPreemptively(Duration.ofMinutes(1), () -> uploads.imported(owner, many));

        assertThat(changes()).isEmpty();
    }

    @Test
    void a_promotion_that_adds_detail_to_known_points_writes_one_row() throws Exception {
        uploads.imported(owner, Gpx.with(A, B));
        forget();

        var finer = uploads.imported(owner, Gpx.with(A_FINER, B));
        assertThat(changes()).containsExactly(Change.of("2026-01-01T00:00:01Z", "2026-01-02T00:00:02Z"));

        forget();
        revert(finer);
        assertThat(changes()).containsExactly(Change.of("2026-01-01T00:00:01Z", "2026-01-02T00:00:02Z"));
    }

    @Test
    void a_revert_writes_one_row_for_removed_and_reassigned_points() throws Exception {
        var first = uploads.imported(owner, Gpx.with(A, B));
        var second = uploads.imported(owner, Gpx.with(B, C));
        forget();

        revert(first);
        assertThat(changes()).containsExactly(Change.of("2026-01-01T00:00:01Z", "2026-01-02T00:00:02Z"));

        forget();
        revert(second);
        assertThat(changes()).containsExactly(Change.of("2026-01-02T00:00:02Z", "2026-01-03T00:00:03Z"));
        assertThat(points()).isZero();
    }

    @Test
    void a_revert_that_removes_nothing_writes_no_row() throws Exception {
        var first = uploads.imported(owner, Gpx.with(A, B));
        var same = uploads.imported(owner, Gpx.with(A, B));
        var empty = uploads.imported(owner, Gpx.with(FAR_AWAY));
        var gone = uploads.imported(owner, Gpx.with(C));
        revert(gone);
        forget();

        revert(same);
        revert(empty);
        revert(gone);

        assertThat(changes()).isEmpty();
        assertThat(points()).isEqualTo(2);
        revert(first);
        assertThat(points()).isZero();
    }

    @Test
    void merging_many_unread_rows_leaves_few_that_cover_the_same_days() {
        IntStream.range(0, 150).forEach(i -> change(1_000 * i, 1_000 * i + 5));
        change(10 * 86_400 - 1, 12 * 86_400);
        change(20 * 86_400, 20 * 86_400);
        change(20 * 86_400, 20 * 86_400);

        changes.merge();
        changes.merge();

        assertThat(changes())
                .containsExactly(
                        new Change(at(0), at(149_005)),
                        new Change(at(10 * 86_400 - 1), at(12 * 86_400)),
                        new Change(at(20 * 86_400), at(20 * 86_400)));
    }

    @Test
    void a_few_unread_rows_are_not_merged() {
        IntStream.range(0, 100).forEach(i -> change(i, i));

        changes.merge();

        assertThat(changes()).hasSize(100);
    }

    @Test
    void merging_does_not_restore_rows_a_reader_is_deleting() {
        IntStream.range(0, 150).forEach(i -> change(i, i));

        transaction.executeWithoutResult(_ -> {
            jdbc.sql("DELETE FROM timeline_change WHERE from_time < :until::timestamptz")
                    .param("until", at(50).toString())
                    .update();
            CompletableFuture.runAsync(changes::merge)
                    .orTimeout(1, TimeUnit.MINUTES)
                    .join();
        });

        assertThat(changes()).containsExactly(new Change(at(50), at(149)));
    }

    private List<Change> changes() {
        return jdbc.sql("""
                SELECT from_time, to_time FROM timeline_change JOIN owner USING (owner_no)
                WHERE name = :owner ORDER BY from_time, id
                """)
                .param("owner", owner)
                .query((row, _) -> new Change(
                        row.getTimestamp("from_time").toInstant(),
                        row.getTimestamp("to_time").toInstant()))
                .list();
    }

    private void change(long from, long to) {
        jdbc.sql("INSERT INTO owner (name) VALUES (:owner) ON CONFLICT DO NOTHING")
                .param("owner", owner)
                .update();
        jdbc.sql("""
                INSERT INTO timeline_change (owner_no, from_time, to_time)
                SELECT owner_no, :from::timestamptz, :to::timestamptz FROM owner WHERE name = :owner
                """)
                .param("owner", owner)
                .param("from", at(from).toString())
                .param("to", at(to).toString())
                .update();
    }

    private void forget() {
        jdbc.sql("DELETE FROM timeline_change").update();
    }

    private void revert(Upload upload) throws Exception {
        uploads.run(RevertImport.JOB_TYPE, UUID.randomUUID(), owner, new RevertImport(upload.job()));
    }

    private long points() {
        return jdbc.sql("SELECT count(*) FROM point JOIN owner USING (owner_no) WHERE name = :owner")
                .param("owner", owner)
                .query(Long.class)
                .single();
    }

    /// That many seconds after the start of some day.
    private static Instant at(long seconds) {
        return Instant.parse("2026-01-01T00:00:00Z").plusSeconds(seconds);
    }

    private static String[] seconds(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> Gpx.point("1", "2", at(i).toString()))
                .toArray(String[]::new);
    }

    private interface Action {
        void run() throws Exception;
    }

    private static void run(Action action) {
        try {
            action.run();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}

package dev.waymill.worker.removals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.RemovePoints;
import dev.waymill.events.RestorePoints;
import dev.waymill.events.RevertImport;
import dev.waymill.worker.WorkerTest;
import dev.waymill.worker.handler.Outcome;
import dev.waymill.worker.imports.Uploads;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/// A removal takes exactly the matching points of its owner, and its undo brings back exactly those.
@WorkerTest
@Import(Uploads.class)
class RemovalIT {
    private static final String HEADER = "time,lat,lon,accuracy,device\n";
    private static final String HOME = "2026-05-01T08:00:00Z,53.5,10.0,5,phone\n";
    private static final String FAR = "2026-05-01T09:00:00Z,53.6,10.1,800,phone\n";
    private static final String WATCH = "2026-05-01T10:00:00Z,53.7,10.2,10,watch\n";
    private static final String FIJI = "2026-05-02T10:00:00Z,-17.0,179.9,10,phone\n";
    private static final String BARE = "2026-05-02T11:00:00Z,-17.0,-179.9,,\n";

    @Autowired
    Uploads uploads;

    @Autowired
    RemovalPreviews previews;

    @Autowired
    JdbcClient jdbc;

    final String owner = "owner-" + UUID.randomUUID();
    final String other = "other-" + owner;

    UUID first = new UUID(0, 0);

    @BeforeEach
    void two_owners_have_the_same_points() throws Exception {
        first = imported(owner, HOME + FAR + WATCH + FIJI + BARE);
        imported(other, HOME + FAR + WATCH + FIJI + BARE);
    }

    @Test
    void points_of_a_time_span_are_removed_from_its_start_until_before_its_end() throws Exception {
        assertThatRemoved(span("2026-05-01T08:00:00Z", "2026-05-01T10:00:00Z"), 2, "10:00", "10:00", "11:00");
    }

    @Test
    void points_of_a_box_are_removed_edges_included() throws Exception {
        assertThatRemoved(box(10.0, 53.5, 10.1, 53.6), 2, "10:00", "10:00", "11:00");
    }

    @Test
    void a_box_may_cross_the_antimeridian() throws Exception {
        assertThatRemoved(box(179.0, -20, -179.0, -10), 2, "08:00", "09:00", "10:00");
    }

    @Test
    void points_of_a_device_are_removed() throws Exception {
        assertThatRemoved(devices("watch"), 1, "08:00", "09:00", "10:00", "11:00");
    }

    @Test
    void an_empty_name_stands_for_points_without_a_device() throws Exception {
        assertThatRemoved(devices("", "watch"), 2, "08:00", "09:00", "10:00");
    }

    @Test
    void points_with_a_worse_accuracy_are_removed_and_unknown_accuracy_is_not_worse() throws Exception {
        assertThatRemoved(
                new RemovePoints(null, null, null, null, 500.0, null, null), 1, "08:00", "10:00", "10:00", "11:00");
    }

    @Test
    void points_of_one_import_are_removed() throws Exception {
        var second = imported(owner, "2026-05-03T08:00:00Z,1,1,5,phone\n");

        assertThatRemoved(
                new RemovePoints(null, null, null, null, null, second, null),
                1,
                "08:00",
                "09:00",
                "10:00",
                "10:00",
                "11:00");
    }

    /// The import has one point of its own and one that the first import had already.
    @Test
    void an_import_replaces_what_was_there_in_its_span() throws Exception {
        var better = imported(owner, HOME + "2026-05-01T09:30:00Z,53.65,10.15,5,phone\n");

        assertThatRemoved(
                new RemovePoints(
                        Instant.parse("2026-05-01T08:00:00Z"),
                        Instant.parse("2026-05-01T09:30:01Z"),
                        null,
                        null,
                        null,
                        null,
                        better),
                1,
                "08:00",
                "09:30",
                "10:00",
                "10:00",
                "11:00");
    }

    @Test
    void an_unknown_import_removes_nothing() throws Exception {
        var unknown = new RemovePoints(null, null, null, null, null, UUID.randomUUID(), null);

        assertThat(uploads.run(RemovePoints.JOB_TYPE, UUID.randomUUID(), owner, unknown))
                .isInstanceOfSatisfying(
                        Outcome.Fail.class, fail -> assertThat(fail.code()).isEqualTo("import-not-found"));
    }

    @Test
    void the_undo_restores_every_row() throws Exception {
        imported(owner, HOME.replace(",5,", ",6,") + WATCH);
        var before = rows();
        var removal = remove(devices("phone", "watch"));
        assertThat(times()).containsExactly("11:00");

        assertThat(restore(removal)).isEqualTo(4);

        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void a_second_attempt_changes_nothing_and_returns_the_same_result() throws Exception {
        var job = UUID.randomUUID();
        var removed = result(uploads.run(RemovePoints.JOB_TYPE, job, owner, devices("watch")));
        imported(owner, "2026-05-05T10:00:00Z,1,1,10,watch\n");

        assertThat(result(uploads.run(RemovePoints.JOB_TYPE, job, owner, devices("watch"))))
                .isEqualTo(removed);
        assertThat(restore(job)).isEqualTo(1);
        assertThat(restore(job)).isEqualTo(1);
        assertThat(times()).hasSize(6);
    }

    @Test
    void another_owner_cannot_undo_a_removal() throws Exception {
        var removal = remove(devices("watch"));

        assertThat(uploads.run(RestorePoints.JOB_TYPE, UUID.randomUUID(), other, new RestorePoints(removal)))
                .isInstanceOf(Outcome.Fail.class);
        assertThat(times()).hasSize(4);
    }

    @Test
    void a_revert_of_the_import_also_deletes_its_removed_points() throws Exception {
        var removal = remove(devices("watch"));

        revert(first);

        assertThat(restore(removal)).isZero();
        assertThat(times()).isEmpty();
    }

    /// The second import's point was shadowed by the first one's when both left.
    @Test
    void after_a_revert_the_undo_brings_the_point_back_as_the_other_imports_point() throws Exception {
        var second = imported(owner, WATCH);
        var removal = remove(devices("watch"));
        revert(first);
        assertThat(times()).isEmpty();

        assertThat(restore(removal)).isEqualTo(1);

        assertThat(times()).containsExactly("10:00");
        assertThat(promoted(second)).isEqualTo(1);
    }

    @Test
    void a_point_that_was_imported_again_meanwhile_stays_and_shadows_the_restored_one() throws Exception {
        var removal = remove(devices("watch"));
        var again = imported(owner, WATCH);
        assertThat(promoted(again)).isEqualTo(1);

        assertThat(restore(removal)).isZero();
        assertThat(times()).hasSize(5);
        assertThat(promoted(first)).isEqualTo(4);

        revert(again);
        assertThat(times()).hasSize(5);
        assertThat(promoted(first)).isEqualTo(5);
    }

    @Test
    void a_removal_and_its_undo_record_the_changed_span() throws Exception {
        jdbc.sql("DELETE FROM timeline_change").update();

        restore(remove(devices("watch")));

        assertThat(jdbc.sql(
                                "SELECT DISTINCT from_time = to_time AND from_time = '2026-05-01T10:00:00Z' FROM timeline_change")
                        .query(Boolean.class)
                        .list())
                .containsExactly(true);
        assertThat(jdbc.sql("SELECT count(*) FROM timeline_change")
                        .query(Long.class)
                        .single())
                .isEqualTo(2);
    }

    @Test
    void an_owner_without_points_removes_none() throws Exception {
        var job = UUID.randomUUID();

        assertThat(result(uploads.run(RemovePoints.JOB_TYPE, job, "nobody-" + owner, devices("phone"))))
                .containsEntry("removed", 0);
    }

    private void assertThatRemoved(RemovePoints wanted, int count, String... left) throws Exception {
        var before = rows();
        var preview = previews.preview(owner, wanted);
        assertThat(preview.points()).isEqualTo(count);
        assertThat(preview.sample().at("/features/0/properties/coordTimes").size())
                .isEqualTo(count);

        var removal = remove(wanted);

        assertThat(times()).containsExactly(left);
        assertThat(previews.preview(owner, wanted).points()).isZero();
        assertThat(jdbc.sql("SELECT count(*) FROM point JOIN owner USING (owner_no) WHERE name = :owner")
                        .param("owner", other)
                        .query(Long.class)
                        .single())
                .isEqualTo(5);
        assertThat(restore(removal)).isEqualTo(count);
        assertThat(rows()).isEqualTo(before);
    }

    private UUID imported(String of, String rows) throws Exception {
        return uploads.imported(of, (HEADER + rows).getBytes(StandardCharsets.UTF_8))
                .job();
    }

    private UUID remove(RemovePoints wanted) throws Exception {
        var job = UUID.randomUUID();
        assertThat(uploads.run(RemovePoints.JOB_TYPE, job, owner, wanted)).isInstanceOf(Outcome.Done.class);
        return job;
    }

    private int restore(UUID removal) throws Exception {
        var outcome = uploads.run(RestorePoints.JOB_TYPE, UUID.randomUUID(), owner, new RestorePoints(removal));
        return ((Number) Objects.requireNonNull(result(outcome).get("restored"))).intValue();
    }

    private void revert(UUID job) throws Exception {
        assertThat(uploads.run(RevertImport.JOB_TYPE, UUID.randomUUID(), owner, new RevertImport(job)))
                .isInstanceOf(Outcome.Done.class);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> result(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        return JsonMapper.shared()
                .readValue(
                        Objects.requireNonNull(((Outcome.Done) outcome).result())
                                .text(),
                        Map.class);
    }

    private List<String> times() {
        return jdbc.sql("""
                SELECT to_char(time AT TIME ZONE 'UTC', 'HH24:MI') FROM point JOIN owner USING (owner_no)
                WHERE name = :owner ORDER BY time
                """).param("owner", owner).query(String.class).list();
    }

    private List<Map<String, @Nullable Object>> rows() {
        return jdbc.sql("""
                SELECT 'visible' AS kind, p.* FROM point p JOIN owner USING (owner_no) WHERE name = :owner
                UNION ALL
                SELECT 'shadowed', s.time, s.owner_no, s.lat_e7, s.lon_e7, s.elevation, s.accuracy, s.speed, s.course,
                       s.import_no, s.battery, s.device, s.activity
                FROM shadowed_point s JOIN owner USING (owner_no) WHERE name = :owner
                ORDER BY kind, time, import_no
                """).param("owner", owner).query().listOfRows();
    }

    private long promoted(UUID job) {
        return jdbc.sql("SELECT points_promoted FROM import WHERE job_id = :job")
                .param("job", job)
                .query(Long.class)
                .single();
    }

    private static RemovePoints span(String from, String to) {
        return new RemovePoints(Instant.parse(from), Instant.parse(to), null, null, null, null, null);
    }

    private static RemovePoints box(double west, double south, double east, double north) {
        return new RemovePoints(null, null, List.of(west, south, east, north), null, null, null, null);
    }

    private static RemovePoints devices(String... names) {
        return new RemovePoints(null, null, null, List.of(names), null, null, null);
    }
}

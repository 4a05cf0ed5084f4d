package dev.waymill.worker.timeline.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.events.rest.Point;
import dev.waymill.events.rest.Refusal;
import dev.waymill.runtime.problem.RefusedException;
import dev.waymill.worker.WorkerTest;
import dev.waymill.worker.imports.Gpx;
import dev.waymill.worker.imports.Uploads;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

@WorkerTest
@Import(Uploads.class)
class TimelineIT {
    @Autowired
    PointController timeline;

    @Autowired
    Uploads uploads;

    final String owner = "owner-" + UUID.randomUUID();

    @Test
    void paging_shows_every_point_once_and_in_order() throws Exception {
        uploads.imported(owner, Gpx.sample(1, 100));
        var seen = new ArrayList<Point>();

        @Nullable String cursor = null;
        do {
            var page = timeline.page(owner, null, null, null, null, cursor, 7);
            seen.addAll(page.items());
            cursor = page.next();
        } while (cursor != null);

        assertThat(seen).hasSize(100).doesNotHaveDuplicates();
        assertThat(seen).extracting(Point::time).isSorted();
    }

    @Test
    void owners_do_not_see_other_owners_points() throws Exception {
        uploads.imported(owner, Gpx.sample(2, 10));
        var cursor = timeline.page(owner, null, null, null, null, null, 5).next();

        assertThat(timeline.page("nobody", null, null, null, null, null, 100).items())
                .isEmpty();
        assertThat(timeline.page("nobody", null, null, null, null, cursor, 100).items())
                .isEmpty();
    }

    @Test
    void a_range_includes_its_start_and_excludes_its_end() throws Exception {
        uploads.imported(
                owner,
                Gpx.with(
                        Gpx.point("1", "2", "2026-01-01T00:00:00Z"),
                        Gpx.point("1", "2", "2026-01-01T00:00:01Z"),
                        Gpx.point("1", "2", "2026-01-01T00:00:02Z")));

        var page = timeline.page(
                owner,
                Instant.parse("2026-01-01T00:00:00Z"),
                Instant.parse("2026-01-01T00:00:02Z"),
                null,
                null,
                null,
                100);

        assertThat(page.items()).hasSize(2);
    }

    @Test
    void a_box_may_cross_the_antimeridian() throws Exception {
        uploads.imported(
                owner,
                Gpx.with(
                        Gpx.point("-17", "179.5", "2026-01-01T00:00:00Z"),
                        Gpx.point("-17", "-179.5", "2026-01-01T00:00:01Z"),
                        Gpx.point("-17", "0", "2026-01-01T00:00:02Z")));

        assertThat(timeline.page(owner, null, null, "179,-20,-179,-10", null, null, 100)
                        .items())
                .extracting(Point::lon)
                .containsExactly(179.5, -179.5);
    }

    @Test
    void a_page_of_one_device_has_only_its_points() throws Exception {
        var rows = """
                time,lat,lon,device
                2026-01-01T00:00:00Z,1,1,phone
                2026-01-01T00:00:01Z,1,1,watch
                2026-01-01T00:00:02Z,1,1,
                """;
        uploads.imported(owner, rows.getBytes(StandardCharsets.UTF_8));

        assertThat(timeline.page(owner, null, null, null, "watch", null, 10).items())
                .extracting(Point::device)
                .containsExactly("watch");
        assertThat(timeline.page(owner, null, null, null, "", null, 10).items())
                .hasSize(1)
                .extracting(Point::device)
                .containsOnlyNulls();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "bm90IGEgY3Vyc29y", "MTox", "OTk5OTk5OTk5OTk5OTk5OTk5OToxOjE", "////"})
    void a_foreign_cursor_is_refused(String cursor) {
        assertThatThrownBy(() -> timeline.page(owner, null, null, null, null, cursor, 10))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(Refusal.INVALID_CURSOR));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,2,3", "a,b,c,d", "0,0,NaN,1", "0,91,1,92", "0,2,1,1", "1e999999999,0,1,1"})
    void an_invalid_box_is_refused(String bbox) {
        assertThatThrownBy(() -> timeline.page(owner, null, null, bbox, null, null, 10))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(Refusal.INVALID_PARAMETER))
                .hasMessageContaining("bbox");
    }
}

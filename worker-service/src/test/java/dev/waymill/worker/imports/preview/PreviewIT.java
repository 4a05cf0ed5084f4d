package dev.waymill.worker.imports.preview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.ImportFile;
import dev.waymill.events.rest.ImportPreview.Conflict;
import dev.waymill.events.rest.ImportPreview.Coordinates;
import dev.waymill.events.rest.ImportPreview.Points;
import dev.waymill.events.rest.ImportPreview.SharedDay;
import dev.waymill.worker.WorkerTest;
import dev.waymill.worker.imports.Gpx;
import dev.waymill.worker.imports.Uploads;
import dev.waymill.worker.imports.Uploads.Upload;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

/// A promotion does what the preview shows.
@WorkerTest
@Import(Uploads.class)
class PreviewIT {
    private static final String KNOWN = Gpx.point("1", "1", "2026-01-01T10:00:00Z");
    private static final String ELSEWHERE = Gpx.point("2", "2", "2026-01-01T10:00:00Z");
    private static final String NEW = Gpx.point("3", "3", "2026-01-02T10:00:00Z");
    private static final String BAD = Gpx.point("91", "3", "2026-01-02T10:00:00Z");

    @Autowired
    Uploads uploads;

    @Autowired
    PreviewStore previews;

    final String owner = "owner-" + UUID.randomUUID();

    @Test
    void new_duplicate_and_rejected_points_are_counted_with_days_and_conflicts() throws Exception {
        var first = uploads.imported(owner, Gpx.with(KNOWN));
        var staged = staged(Gpx.with(KNOWN, ELSEWHERE, NEW, NEW, BAD));

        var preview = previews.preview(staged.job(), owner).orElseThrow();

        assertThat(preview.points()).isEqualTo(new Points(5, 2, 2, 1));
        assertThat(preview.rejectedBy()).containsOnlyKeys("coordinate-range");
        assertThat(preview.bbox()).containsExactly(1.0, 1.0, 3.0, 3.0);
        assertThat(preview.days().count()).isEqualTo(2);
        assertThat(preview.days().first()).containsExactly(new SharedDay(LocalDate.parse("2026-01-01"), 2, 1));
        assertThat(preview.conflicts().samples())
                .containsExactly(new Conflict(
                        Instant.parse("2026-01-01T10:00:00Z"),
                        new Coordinates(2, 2),
                        new Coordinates(1, 1),
                        first.job()));
        assertThat(preview.sample().at("/features/0/geometry/coordinates")).hasSize(4);
    }

    @Test
    void a_long_track_is_sampled() throws Exception {
        var staged = staged(Gpx.sample(1, 20_000));

        var preview = previews.preview(staged.job(), owner).orElseThrow();

        assertThat(preview.points()).isEqualTo(new Points(20_000, 20_000, 0, 0));
        assertThat(preview.conflicts().count()).isZero();
        assertThat(preview.sample().at("/features/0/geometry/coordinates").size())
                .isBetween(700, 1_300);
        assertThat(preview.sample().at("/features/0/properties/coordTimes").size())
                .isEqualTo(
                        preview.sample().at("/features/0/geometry/coordinates").size());
    }

    @Test
    void only_the_owners_staged_imports_have_a_preview() throws Exception {
        var promoted = uploads.imported(owner, Gpx.with(KNOWN));
        var staged = staged(Gpx.with(NEW));

        assertThat(previews.preview(promoted.job(), owner)).isEmpty();
        assertThat(previews.preview(staged.job(), "somebody else")).isEmpty();
        assertThat(previews.preview(UUID.randomUUID(), owner)).isEmpty();
        assertThat(previews.preview(staged(Gpx.with()).job(), owner)).isPresent();
    }

    private Upload staged(byte[] file) throws Exception {
        var upload = uploads.upload(owner, file);
        uploads.run(ImportFile.STAGE, upload);
        return upload;
    }
}

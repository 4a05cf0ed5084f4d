package dev.waymill.formats.kml;

import static dev.waymill.formats.kml.KmlFixture.parsedPlacemark;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.formats.point.Remark;
import dev.waymill.formats.point.TimelinePoint;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tracks, whose times, positions and measurements are separate lists.
class KmlTrackTest {
    @ParameterizedTest
    @ValueSource(strings = {"%1$s%2$s%3$s%4$s", "%1$s%3$s%2$s%4$s", "%3$s%4$s%1$s%2$s"})
    void a_track_pairs_times_and_positions_in_any_order(String grouping) throws Exception {
        var content = grouping.formatted(
                "<when>2026-01-01T10:00:00Z</when>",
                "<when>2026-01-01T10:00:01Z</when>",
                "<gx:coord>2 1 9</gx:coord>",
                "<gx:coord>4 3</gx:coord>");

        var parsed = parsedPlacemark("<gx:Track>" + content + "<gx:angles>1 2 3</gx:angles></gx:Track>");

        assertThat(parsed.places())
                .containsExactly(
                        "2026-01-01T10:00:00Z 1.0000000 2.0000000", "2026-01-01T10:00:01Z 3.0000000 4.0000000");
        assertThat(parsed.points().getFirst().elevation()).isEqualTo(9);
    }

    @Test
    void multi_part_tracks_keep_their_measurements() throws Exception {
        var parsed = parsedPlacemark("<gx:MultiTrack><gx:Track><when>2026-01-01T10:00:00Z</when>"
                + "<when>2026-01-01T10:00:01Z</when><gx:coord>2 1</gx:coord><gx:coord>4 3</gx:coord>"
                + "<ExtendedData><SchemaData><gx:SimpleArrayData name='speed'><gx:value>1.5</gx:value>"
                + "<gx:value>2.5</gx:value><gx:value>3.5</gx:value></gx:SimpleArrayData>"
                + "<gx:SimpleArrayData name='accuracy'><gx:value>7</gx:value></gx:SimpleArrayData>"
                + "<gx:SimpleArrayData name='cadence'><gx:value>99</gx:value></gx:SimpleArrayData>"
                + "</SchemaData></ExtendedData></gx:Track><gx:Track><when>2026-01-01T10:00:02Z</when>"
                + "<gx:coord>6 5</gx:coord></gx:Track></gx:MultiTrack>");

        assertThat(parsed.points()).extracting(TimelinePoint::speed).containsExactly(1.5f, 2.5f, Float.NaN);
        assertThat(parsed.points()).extracting(TimelinePoint::accuracy).containsExactly(7f, Float.NaN, Float.NaN);
    }

    @Test
    void unmatched_or_invalid_track_entries_are_rejected_with_their_counterparts() throws Exception {
        var parsed = parsedPlacemark("<gx:Track><when>2026-01-01T10:00:00Z</when><when>soon</when>"
                + "<when>2026-01-01T10:00:02Z</when><when>2026-01-01T10:00:03Z</when><when/>"
                + "<gx:coord>2 1</gx:coord><gx:coord>4 3</gx:coord><gx:coord>x 5</gx:coord></gx:Track>"
                + "<gx:Track><when>2026-01-01T10:00:04Z</when><gx:coord>2 1</gx:coord><gx:coord>4 3</gx:coord>"
                + "<gx:coord/></gx:Track>");

        assertThat(parsed.places())
                .containsExactly(
                        "2026-01-01T10:00:00Z 1.0000000 2.0000000", "2026-01-01T10:00:04Z 1.0000000 2.0000000");
        assertThat(parsed.reasons())
                .containsExactly(
                        "coordinate-format",
                        "timestamp-format",
                        "coordinate-missing",
                        "coordinate-missing",
                        "coordinate-missing",
                        "no-timestamp");
    }

    @Test
    void text_instead_of_a_number_in_a_track_gets_a_remark() throws Exception {
        var parsed = parsedPlacemark("<gx:Track><when>2026-01-01T10:00:00Z</when><gx:coord>2 1 0</gx:coord>"
                + "<ExtendedData><SchemaData><gx:SimpleArrayData name='speed'><gx:value>fast</gx:value>"
                + "</gx:SimpleArrayData><gx:SimpleArrayData name='accuracy'><gx:value>12 m</gx:value>"
                + "</gx:SimpleArrayData></SchemaData></ExtendedData></gx:Track>");

        assertThat(parsed.points().getFirst().accuracy()).isEqualTo(12);
        assertThat(parsed.remarks()).containsExactly(Remark.ATTRIBUTE_DROPPED);
    }

    @Test
    void a_very_long_track_is_streamed() throws Exception {
        var track = IntStream.range(0, 600_000)
                .mapToObj(
                        i -> "<when>" + Instant.ofEpochSecond(1_700_000_000L + i) + "</when><gx:coord>2 1</gx:coord>\n")
                .collect(Collectors.joining());

        var parsed = parsedPlacemark("<gx:Track>" + track + "<gx:SimpleArrayData name='speed'><gx:value>1.5</gx:value>"
                + "</gx:SimpleArrayData></gx:Track>");

        assertThat(parsed.points()).hasSize(600_000);
        assertThat(parsed.points().getLast())
                .isEqualTo(new TimelinePoint(
                        1_700_599_999_000L, 10_000_000, 20_000_000, Float.NaN, Float.NaN, Float.NaN, Float.NaN));
    }
}

package dev.waymill.formats.kml;

import static dev.waymill.formats.kml.KmlFixture.SPAN;
import static dev.waymill.formats.kml.KmlFixture.STAMP;
import static dev.waymill.formats.kml.KmlFixture.line;
import static dev.waymill.formats.kml.KmlFixture.parsedPlacemark;
import static dev.waymill.formats.kml.KmlFixture.point;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.formats.Parsed;
import dev.waymill.formats.point.Remark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The times of a line's vertices, of which the file has only the first and the last, or one.
class KmlLineTimesTest {
    @Test
    void a_single_time_applies_to_the_first_position_only() throws Exception {
        var parsed = parsedPlacemark(STAMP + "<MultiGeometry>" + point("2,1") + line("4,3 6,5") + "</MultiGeometry>");

        assertThat(parsed.places()).containsExactly("2026-01-01T10:00:00Z 1.0000000 2.0000000");
        assertThat(parsed.reasons()).containsExactly("no-timestamp", "no-timestamp");
    }

    @Test
    void a_line_with_a_time_span_has_times_by_distance() throws Exception {
        // On the equator, a degree of longitude is as long as a degree of latitude.
        var parsed = parsedPlacemark("<MultiGeometry>" + line("0,0 1,0 1,1") + "<LinearRing><coordinates>1,2 1,4"
                + "</coordinates></LinearRing></MultiGeometry>"
                + "<TimeSpan><begin>2026-01-01T10:00:00Z</begin><end>2026-01-01T10:00:50Z</end></TimeSpan>");

        assertThat(parsed.points())
                .extracting(point -> point.epochMillis() / 1_000 % 60)
                .containsExactly(0L, 10L, 20L, 30L, 50L);
        assertThat(parsed.remarks())
                .filteredOn(remark -> remark == Remark.TIME_INTERPOLATED)
                .hasSize(3);
    }

    @Test
    void a_line_of_a_device_that_stood_still_has_a_time_for_each_vertex() throws Exception {
        var parsed = loggedLine("2,1 2,1 2,1 2,1 3,1 3.1,1 3.2,1 3.3,1 3.4,1 3.4,1 3.4,1", "2026-01-01T10:01:17Z");

        assertThat(parsed.points())
                .extracting(point -> point.epochMillis() % 100_000)
                .startsWith(0L, 7_700L, 15_400L)
                .doesNotHaveDuplicates();
        assertThat(parsed.remarks().stream()
                        .map(remark -> remark.code())
                        .distinct()
                        .toList())
                .containsExactly("time-by-vertex");
    }

    @Test
    void a_line_whose_vertices_fit_a_fixed_interval_has_a_time_for_each_vertex() throws Exception {
        var parsed = loggedLine("2,1 2.1,1 2.9,1 3,1 3.5,1 3.6,1 3.7,1 5,1 6,1 6.2,1 6.3,1", "2026-01-01T10:00:50Z");

        assertThat(parsed.points())
                .extracting(point -> point.epochMillis() / 1_000 % 60)
                .containsExactly(0L, 5L, 10L, 15L, 20L, 25L, 30L, 35L, 40L, 45L, 50L);
    }

    @Test
    void a_line_without_such_evidence_is_shared_by_distance() throws Exception {
        var parsed = loggedLine("2,1 2.1,1 2.9,1 3,1 3.5,1 3.6,1 3.7,1 5,1 6,1 6.2,1 6.3,1", "2026-01-01T10:00:53Z");

        assertThat(parsed.remarks()).containsOnly(Remark.TIME_INTERPOLATED).hasSize(9);
    }

    @Test
    void a_zero_length_line_has_even_times_over_its_span() throws Exception {
        assertThat(parsedPlacemark(SPAN + line("2,1 2,1 2,1")).places())
                .containsExactly(
                        "2026-01-01T10:00:00Z 1.0000000 2.0000000",
                        "2026-01-01T10:30:00Z 1.0000000 2.0000000",
                        "2026-01-01T11:00:00Z 1.0000000 2.0000000");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    <begin>2026-01-01T10:00:00Z</begin>                                      | 1 | no-timestamp
                    <end>2026-01-01T10:00:00Z</end>                                          | 1 | no-timestamp
                    <begin>2026-01-01</begin><end>2026-01-02T00:00:00Z</end>                 | 1 | timestamp-format
                    <begin>2026-01-02T00:00:00Z</begin><end>2026-01-01T00:00:00Z</end>       | 2 | no-timestamp
                    <begin>1901-01-02T00:00:00Z</begin><end>2026-01-01T00:00:00Z</end>       | 1 | timestamp-range
                    <begin>2026-01-01T00:00:00Z</begin><end>2060-01-01T00:00:00Z</end>       | 1 | timestamp-range
                    """)
    void an_invalid_time_span_gives_no_times_between_its_ends(String span, int points, String reason) throws Exception {
        var parsed = parsedPlacemark("<TimeSpan>" + span + "</TimeSpan>" + line("2,1 4,3 6,5"));

        assertThat(parsed.points()).hasSize(points);
        assertThat(parsed.reasons()).hasSize(3 - points).contains(reason);
        assertThat(parsed.remarks()).isEmpty();
    }

    private static Parsed loggedLine(String coordinates, String end) throws Exception {
        return parsedPlacemark(
                "<TimeSpan><begin>2026-01-01T10:00:00Z</begin><end>" + end + "</end></TimeSpan>" + line(coordinates));
    }
}

package dev.waymill.formats.kml;

import static dev.waymill.formats.kml.KmlFixture.SPAN;
import static dev.waymill.formats.kml.KmlFixture.STAMP;
import static dev.waymill.formats.kml.KmlFixture.line;
import static dev.waymill.formats.kml.KmlFixture.parsedPlacemark;
import static dev.waymill.formats.kml.KmlFixture.point;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.formats.LocationFile;
import dev.waymill.formats.Parsed;
import dev.waymill.formats.point.Place;
import dev.waymill.formats.point.Rejection;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The positions of a placemark: how they are written, which are rejected, and how many are allowed.
class KmlCoordinatesTest {
    @Test
    void an_elevation_of_zero_is_unknown() throws Exception {
        assertThat(parsedPlacemark(STAMP + point("2,1,0")).points().getFirst().elevation())
                .isNaN();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    2,1 4,3                   | 2
                    2,1,9 4,3,9               | 2
                    2, 1, 9 4, 3, 9           | 2
                    2 , 1 , 9 4 , 3 , 9       | 2
                    2,1,9, 4,3,9,             | 2
                    2,1,9,4,3,9               | 2
                    2,1 4,3,9 6,5             | 3
                    """)
    void coordinates_are_split_at_any_separator(String coordinates, int count) throws Exception {
        var parsed = parsedPlacemark(SPAN + line(coordinates));

        assertThat(parsed.points()).hasSize(count);
        assertThat(parsed.rejections()).isEmpty();
        assertThat(parsed.places().getFirst()).endsWith(" 1.0000000 2.0000000");
        assertThat(parsed.points().get(1).latitudeE7()).isEqualTo(30_000_000);
    }

    @Test
    void an_invalid_coordinate_is_rejected_with_reason_and_line_alone() throws Exception {
        var parsed = parsedPlacemark(SPAN + "\n" + line("2,1\n4\n6,5,\n8,abc\n2,,1\n\n10,91\nNaN,1\n12,11") + "\n"
                + point(" ") + "<LineString><coordinates/></LineString>");

        assertThat(parsed.reasons())
                .containsExactly(
                        "coordinate-missing",
                        "coordinate-format",
                        "coordinate-format",
                        "coordinate-range",
                        "coordinate-nan",
                        "coordinate-missing");
        assertThat(parsed.rejections())
                .extracting(Rejection::place)
                .containsExactly(
                        Place.line(4), Place.line(6), Place.line(7), Place.line(9), Place.line(10), Place.line(12));
        assertThat(parsed.points()).hasSize(3);
    }

    @Test
    void coordinates_of_many_megabytes_are_read_as_one_line() throws Exception {
        var coordinates = IntStream.range(0, 300_000)
                .mapToObj(i -> i == 200_000 ? "13.4,x,7\n" : "13.%06d,52.5,7\n".formatted(i))
                .collect(Collectors.joining());

        var parsed = parsedPlacemark(SPAN + line(coordinates));

        assertThat(parsed.points()).hasSize(299_999);
        assertThat(parsed.rejections()).extracting(Rejection::place).containsExactly(Place.line(200_002));
    }

    @Test
    void a_read_error_within_a_long_text_is_rethrown() {
        var broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("disk on fire");
            }
        };
        var file = "<kml><Placemark><LineString><coordinates>" + "1,1 ".repeat(300_000);
        var start = new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() ->
                        Parsed.of(new SequenceInputStream(start, broken), LocationFile.Options.defaults(Parsed.CLOCK)))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("disk on fire");
    }

    @Test
    void a_placemark_with_over_two_million_positions_is_refused() {
        var coordinates = "1,1 ".repeat(2_000_001);

        assertThatThrownBy(() -> parsedPlacemark(line(coordinates)))
                .isInstanceOfSatisfying(
                        UnreadableFileException.class, e -> assertThat(e.code()).isEqualTo("feature-too-big"));
    }
}

package dev.waymill.formats.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.formats.Format;
import dev.waymill.formats.Mutations;
import dev.waymill.formats.Parsed;
import dev.waymill.formats.point.Place;
import dev.waymill.formats.point.TimelinePoint;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecReaderTest {
    private static final String LOCATION =
            "{\"_type\":\"location\",\"tid\":\"an\",\"vel\":36,\"lat\":52.5,\"lon\":13.4,\"tst\":1767225600}";

    @Test
    void only_locations_and_crossings_are_points() throws Exception {
        var parsed = Parsed.of("""
                2026-01-01T00:00:00Z\t*                 \t%s
                2026-01-01T00:00:01Z\t*                 \t{"lon":13.3,"event":"leave","lat":52.2,"tst":1767225601,\
                "tid":"an","_type":"transition"}
                2026-01-01T00:00:02Z\tlwt               \t{"_type":"lwt","tst":1717459208}
                2026-01-01T00:00:03Z\twaypoints         \t{"_type":"waypoint","lat":52.2,"lon":13.3,"tst":1717459768}
                2026-01-01T00:00:04Z\tevent             \t{"_type":"transition","lat":52.1,"lon":13.2,"tst":1767225602}
                2026-01-01T00:00:05Z\t-                 \t{"tst":"1440363922","_type":"lwt"}
                """.formatted(LOCATION));

        assertThat(parsed.format()).isEqualTo(Format.OWNTRACKS_REC);
        assertThat(parsed.places())
                .containsExactly(
                        "2026-01-01T00:00:00Z 52.5000000 13.4000000",
                        "2026-01-01T00:00:01Z 52.2000000 13.3000000",
                        "2026-01-01T00:00:02Z 52.1000000 13.2000000");
        assertThat(parsed.points().getFirst().speed()).isEqualTo(10);
        assertThat(parsed.points()).extracting(TimelinePoint::device).containsExactly("an", "an", null);
        assertThat(parsed.rejections()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2023-02-20T18:46:22Z  *                   %s",
                "2023-02-20T18:46:22Z\t*\t%s\r\n\r\n",
                "\uFEFF2023-02-20T18:46:22 * %s\n\n"
            })
    void columns_are_separated_by_spaces_or_tabs(String line) throws Exception {
        var parsed = Parsed.of(line.formatted(LOCATION));

        assertThat(parsed.format()).isEqualTo(Format.OWNTRACKS_REC);
        assertThat(parsed.points()).hasSize(1);
        assertThat(parsed.rejections()).isEmpty();
    }

    @Test
    void a_broken_line_is_rejected_alone() throws Exception {
        var parsed = Parsed.of(String.join(
                "\n",
                "2026-01-01T00:00:00Z\t*\t" + LOCATION,
                "2026-01-01T00:00:00Z\t*\t{\"_type\":\"location\",\"lat\":5",
                "2026-01-01T00:00:00Z\t*\t" + LOCATION,
                "2026-01-01T00:00:00Z\t-\thello",
                "2026-01-01T00:00:00Z\t*\t{\"_type\":\"location\",\"x\":\"" + "x".repeat(70_000) + "\"}",
                "2026-01-01T00:00:00Z\t*\t{\"_type\":\"encrypted\",\"data\":\"x\"}",
                "2026-01-01T00:00:00Z\t*\t{\"_type\":\"location\",\"lat\":1,\"lon\":200,\"tst\":1767225600}",
                "2026-01-01T00:00:00Z\t*\t" + LOCATION.substring(0, 40)));

        assertThat(parsed.points()).hasSize(2);
        assertThat(parsed.reasons())
                .containsExactly(
                        "line-format", "line-format", "line-format", "encrypted", "coordinate-range", "line-format");
        assertThat(parsed.rejections())
                .extracting(rejection -> rejection.place())
                .containsExactly(
                        Place.line(2), Place.line(4), Place.line(5), Place.line(6), Place.line(7), Place.line(8));
    }

    @Test
    void utf_16_is_recognized_by_its_byte_order_mark() throws Exception {
        var file = "\uFEFF2026-01-01T00:00:00Z\t*\t" + LOCATION;

        assertThat(Parsed.of(file.getBytes(StandardCharsets.UTF_16LE)).points()).hasSize(1);
    }

    @Property(tries = 500)
    void a_corrupted_file_is_read_or_refused(@ForAll long seed) throws Exception {
        Mutations.readOrRefuse(Format.OWNTRACKS_REC, ("2026-01-01T00:00:00Z\t*\t" + LOCATION + "\n").repeat(3), seed);
    }
}

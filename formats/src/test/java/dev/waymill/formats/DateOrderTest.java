package dev.waymill.formats;

import static dev.waymill.formats.Packing.bytes;
import static dev.waymill.formats.Packing.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.formats.point.Remark;
import dev.waymill.formats.reader.Hints;
import dev.waymill.formats.reader.UnreadableFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whether the day or the month comes first is decided by the file as a whole.
class DateOrderTest {
    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            04/05/2025 10:00, 04/13/2025 10:00        ! 2025-04-05T10:00:00Z
            04/05/2025 10:00, 13/05/2025 10:00        ! 2025-05-04T10:00:00Z
            04-05-2025 10:00, 4-5-2025 11:00, 28-4-2025 11:00 ! 2025-05-04T10:00:00Z
            4/5/25 10:00, 4/30/25 10:00               ! 2025-04-05T10:00:00Z
            4/5/25 10:00, 31/1/25 10:00               ! 2025-05-04T10:00:00Z
            04/05/06 10:00, 04/12/31 10:00            ! 2004-05-06T10:00:00Z
            03/04/99 10:00, 03/31/99 10:00            ! 1999-03-04T10:00:00Z
            04.05.2025 10:00, 05.05.2025 10:00        ! 2025-05-04T10:00:00Z
            05.08.2025 10:00, 12.31.2024 10:00        ! 2025-05-08T10:00:00Z
            04.05.25 10:00, 31.05.25 10:00            ! 2025-05-04T10:00:00Z
            07/07/2025 10:00, 05/05/2025 10:00        ! 2025-07-07T10:00:00Z
            Sun 04/05/2025 10:00, Mon 05/05/2025 10:00 ! 2025-05-04T10:00:00Z
            """)
    void a_later_value_decides_the_order_of_an_earlier_one(String times, Instant first) throws Exception {
        var parsed = Parsed.of(table(times.split(", ")));

        assertThat(parsed.rejections()).isEmpty();
        assertThat(parsed.places().getFirst()).startsWith(first.toString());
        assertThat(parsed.points()).hasSize(times.split(", ").length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "04/05/2025 10:00",
                "1/2/2025 10:00 AM, 1/3/2025 10:00 PM, 12/12/2025 1:00 AM",
                "04-05-2025 10:00",
                "04/05/06 10:00:00",
                "25/08/12 10:00",
                "01.02.03 10:00",
                "04 05 06 10:00"
            })
    void a_file_that_leaves_the_order_open_is_refused_with_the_way_out(String times) {
        assertThatThrownBy(() -> Parsed.of(table(times.split(", "))))
                .isInstanceOfSatisfying(UnreadableFileException.class, e -> {
                    assertThat(e.code()).isEqualTo("ambiguous-time");
                    assertThat(e)
                            .hasMessageContaining(times.split(", ")[0])
                            .hasMessageContaining("?timePattern=dd/MM/yyyy HH:mm:ss");
                });
    }

    @Test
    void the_order_is_decided_for_every_format() throws Exception {
        var gpx = "<gpx><trk><trkseg><trkpt lat=\"1\" lon=\"2\"><time>04/05/2025 10:00</time></trkpt>"
                + "<trkpt lat=\"1\" lon=\"2\"><time>21/05/2025 10:00</time></trkpt></trkseg></trk></gpx>";
        var json = "[{\"lat\":1,\"lon\":2,\"time\":\"04/05/2025 10:00\"},{\"lat\":1,\"lon\":2,\"time\":\"21/05/2025"
                + " 10:00\"}]";
        var kml = "<kml><Document xmlns:gx=\"x\"><Placemark><gx:Track><when>04/05/2025 10:00</when>"
                + "<when>21/05/2025 10:00</when><gx:coord>2 1</gx:coord><gx:coord>2 1</gx:coord></gx:Track>"
                + "</Placemark></Document></kml>";

        for (var file : new String[] {gpx, json, kml}) {
            assertThat(Parsed.of(bytes(file), LocationFile.Options.defaults(Parsed.CLOCK))
                            .places())
                    .containsExactly(
                            "2025-05-04T10:00:00Z 1.0000000 2.0000000", "2025-05-21T10:00:00Z 1.0000000 2.0000000");
        }
    }

    @Test
    void the_value_that_decides_may_come_a_hundred_thousand_rows_later() throws Exception {
        var times = new String[100_000];
        for (int i = 0; i < times.length; i++) {
            times[i] = "02/03/2025 10:" + "%02d:%02d".formatted(i / 60 % 60, i % 60);
        }
        times[times.length - 1] = "02/14/2025 10:00:00";

        var parsed = Parsed.of(table(times));

        assertThat(parsed.points()).hasSize(times.length);
        assertThat(parsed.places().getFirst()).startsWith("2025-02-03T10:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12/31/2024 10:00, 25/08/2025 10:00",
                "04/05/2025 10:00, 12/31/2024 10:00, 25/08/2025 10:00",
                "12-31-24 10:00, 25-08-24 10:00"
            })
    void values_that_contradict_each_other_refuse_the_file(String times) {
        assertThatThrownBy(() -> Parsed.of(table(times.split(", "))))
                .isInstanceOfSatisfying(UnreadableFileException.class, e -> {
                    assertThat(e.code()).isEqualTo("contradicting-times");
                    assertThat(e).hasMessageContaining("12").hasMessageContaining("?timePattern=dd/MM/yyyy HH:mm:ss");
                });
    }

    @Test
    void a_file_with_contradicting_values_in_an_archive_is_left_out_and_named() throws Exception {
        var good = table("13/05/2025 10:00", "14/05/2025 10:00");
        var archive = zip("a.csv", bytes(table("12/31/2024 10:00", "25/08/2025 10:00")), "b.csv", bytes(good));

        var parsed = Parsed.of(archive);

        assertThat(parsed.points()).hasSize(2);
        assertThat(parsed.outcome().troubled()).singleElement().satisfies(troubled -> {
            assertThat(troubled.name()).isEqualTo("a.csv");
            assertThat(troubled.problem().code()).isEqualTo("contradicting-times");
        });
    }

    @Test
    void each_file_of_an_archive_has_its_own_order() throws Exception {
        var archive = zip(
                "a.csv", bytes(table("04/05/2025 10:00", "13/05/2025 10:00")),
                "b.csv", bytes(table("04/05/2025 10:00", "05/13/2025 10:00")));

        var parsed = Parsed.of(archive, LocationFile.Options.defaults(Parsed.CLOCK));

        assertThat(parsed.places())
                .extracting(place -> place.substring(0, 10))
                .containsExactly("2025-05-04", "2025-05-13", "2025-04-05", "2025-05-13");
    }

    @Test
    void the_uploader_decides_by_a_pattern() throws Exception {
        var hints = new Hints(Map.of(), null, "MM/dd/yyyy HH:mm", Duration.ZERO, false);

        var parsed =
                Parsed.of(bytes(table("04/05/2025 10:00")), new LocationFile.Options(null, false, hints, Parsed.CLOCK));

        assertThat(parsed.places()).containsExactly("2025-04-05T10:00:00Z 52.5000000 13.4000000");
        assertThat(parsed.remarks()).containsExactly(Remark.ZONE_ASSUMED);
    }

    private static String table(String... times) {
        return "lat;lon;time\n52.5;13.4;" + String.join("\n52.5;13.4;", times) + "\n";
    }
}

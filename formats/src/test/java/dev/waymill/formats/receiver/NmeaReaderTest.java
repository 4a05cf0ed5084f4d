package dev.waymill.formats.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.waymill.formats.Format;
import dev.waymill.formats.Mutations;
import dev.waymill.formats.Parsed;
import dev.waymill.formats.point.Place;
import dev.waymill.formats.point.Rejection;
import dev.waymill.formats.point.Remark;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NmeaReaderTest {
    private static final String RMC = "GPRMC,120000,A,5230.0000,N,01324.0000,E,10.0,90.5,010126,,";
    private static final String GGA = "GPGGA,120000,5230.0000,N,01324.0000,E,1,08,1.5,34.5,M,45.0,M,,";
    private static final String PLACE = "2026-01-01T12:00:00Z 52.5000000 13.4000000";

    /// Puts `$` before each sentence and its checksum after it.
    private static String log(String... sentences) {
        return Stream.of(sentences).map(NmeaReaderTest::framed).collect(Collectors.joining("\r\n", "", "\r\n"));
    }

    private static String framed(String sentence) {
        return "$%s*%02X".formatted(sentence, sentence.chars().reduce(0, (sum, c) -> sum ^ c));
    }

    @Test
    void the_sentences_of_a_second_are_one_point_with_all_that_they_say() throws Exception {
        var parsed = Parsed.of(log(RMC, "GPVTG,90.5,T,88.0,M,10.0,N,18.5,K", GGA, "GPGLL,5230.0,N,01324.0,E,120000,A"));

        assertThat(parsed.format().code()).isEqualTo("nmea");
        assertThat(parsed.places()).containsExactly(PLACE);
        var point = parsed.points().getFirst();
        assertThat(point.speed()).isCloseTo(5.144444f, within(1e-5f));
        assertThat(point.course()).isEqualTo(90.5f);
        assertThat(point.elevation()).isEqualTo(34.5f);
        assertThat(point.accuracy()).isEqualTo(7.5f);
        assertThat(parsed.rejections()).isEmpty();
        assertThat(parsed.remarks()).containsExactly(Remark.ACCURACY_ESTIMATED);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GPRMC,120000,A,5230.0000,N,01324.0000,E,,,010126,,              |  52.5000000 13.4000000
            GNRMC,120000.00,A,3436.22332,S,05822.89492,W,,,010126,,,A,V     | -34.6037220 -58.3815820
            BDRMC,120000.000,A,5230.0000,N,01324.0000,W,,,010126,,,D        |  52.5000000 -13.4000000
            GBRMC,120000,A,0000.0060,S,17959.9999994,E,,,010126,,           |  -0.0001000 180.0000000
            GARMC,120000,A,9000.0000,S,18000.0000,W,,,010126,,              | -90.0000000 -180.0000000
            """)
    void degrees_and_minutes_have_a_side_of_the_earth_with_any_talker(String sentence, String place) throws Exception {
        assertThat(Parsed.of(log(sentence)).places()).containsExactly("2026-01-01T12:00:00Z " + place);
    }

    @Test
    void a_wrong_checksum_is_a_rejected_line_and_a_missing_one_is_accepted() throws Exception {
        var parsed = Parsed.of(
                "$" + RMC + "\n" + framed(RMC.replace("120000", "120001")).replace("5230", "5231") + "\n"
                        + framed(RMC.replace("120000", "120002")).toLowerCase().replace("gprmc", "GPRMC") + "\n"
                        + "$" + RMC.replace("120000", "120003") + "*\n$" + RMC.replace("120000", "120004") + "*5x\n"
                        + framed(RMC.replace("120000", "120005")).replaceAll("([A-F])$", "$1") + "\n");

        assertThat(parsed.places()).containsExactly(PLACE, PLACE.replace("00Z", "05Z"));
        assertThat(parsed.reasons()).containsOnly("line-format").hasSize(4);
        assertThat(parsed.rejections())
                .extracting(Rejection::place)
                .containsExactly(Place.line(2), Place.line(3), Place.line(4), Place.line(5));
        assertThat(parsed.rejections().getFirst().text()).startsWith("$GPRMC,120001");
    }

    @Test
    void a_fix_before_the_first_date_has_the_date_that_follows() throws Exception {
        var parsed = Parsed.of(log(
                GGA.replace("120000", "235958"),
                "GPGLL,5230.0000,N,01324.0000,E,235959.5,A",
                GGA.replace("120000", "000000"),
                RMC.replace("120000", "000001")));

        assertThat(parsed.places())
                .containsExactly(
                        "2025-12-31T23:59:58Z 52.5000000 13.4000000",
                        "2025-12-31T23:59:59.500Z 52.5000000 13.4000000",
                        "2026-01-01T00:00:00Z 52.5000000 13.4000000",
                        "2026-01-01T00:00:01Z 52.5000000 13.4000000");
    }

    @Test
    void the_date_goes_on_over_midnight_and_another_date_changes_it() throws Exception {
        var parsed = Parsed.of(log(
                RMC.replace("120000", "235959"),
                GGA.replace("120000", "000001"),
                GGA.replace("120000", "000002"),
                RMC.replace("120000", "080000").replace("010126", "050126"),
                GGA.replace("120000", "080001")));

        assertThat(parsed.places())
                .extracting(place -> place.substring(0, 20))
                .containsExactly(
                        "2026-01-01T23:59:59Z",
                        "2026-01-02T00:00:01Z",
                        "2026-01-02T00:00:02Z",
                        "2026-01-05T08:00:00Z",
                        "2026-01-05T08:00:01Z");
    }

    @Test
    void a_clock_that_goes_back_without_a_date_waits_for_the_next_date() throws Exception {
        var parsed = Parsed.of(log(
                RMC,
                GGA.replace("120000", "120001"),
                // The log goes on in another session.
                GGA.replace("120000", "090000"),
                GGA.replace("120000", "090001"),
                RMC.replace("120000", "090002").replace("010126", "030126")));

        assertThat(parsed.places())
                .extracting(place -> place.substring(0, 20))
                .containsExactly(
                        "2026-01-01T12:00:00Z",
                        "2026-01-01T12:00:01Z",
                        "2026-01-03T09:00:00Z",
                        "2026-01-03T09:00:01Z",
                        "2026-01-03T09:00:02Z");
    }

    @Test
    void zda_gives_a_date_with_four_digits() throws Exception {
        assertThat(Parsed.of(log("GPZDA,120000.00,01,01,2026,00,00", GGA)).places())
                .containsExactly(PLACE);
        assertThat(Parsed.of(log(GGA, "GPZDA,120000.00,01,01,2026,00,00")).places())
                .containsExactly(PLACE);
        assertThat(Parsed.of(log(GGA, "GPZDA,120001.00,01,01,2026,00,00")).places())
                .containsExactly(PLACE);
    }

    @Test
    void fixes_that_never_get_a_date_are_rejected() throws Exception {
        var parsed = Parsed.of(log(GGA, GGA.replace("120000", "120001"), "GPGLL,5230.0000,N,01324.0000,E"));

        assertThat(parsed.points()).isEmpty();
        assertThat(parsed.reasons()).containsExactly("no-timestamp", "no-timestamp");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            010180 | timestamp-range
            060180 | timestamp-range
            010199 | 1999-01-01
            220819 | 2019-08-22
            311279 | timestamp-range
            290225 | timestamp-format
            001326 | timestamp-format
            1x0126 | timestamp-format
            """)
    void a_year_of_two_digits_is_one_since_gps_began_and_a_week_rollover_stays(String date, String expected)
            throws Exception {
        var parsed = Parsed.of(log(RMC.replace("010126", date)));

        if (expected.startsWith("timestamp")) {
            assertThat(parsed.points().size() + parsed.rejections().size()).isEqualTo(1);
            assertThat(parsed.reasons().isEmpty() ? "1980" : parsed.reasons().getFirst())
                    .isIn("1980", expected);
        } else {
            assertThat(parsed.places()).containsExactly(expected + "T12:00:00Z 52.5000000 13.4000000");
        }
    }

    @Test
    void a_second_without_a_fix_is_one_rejection() throws Exception {
        var parsed = Parsed.of(log(
                "GPRMC,,V,,,,,,,,,,N",
                "GPVTG,,,,,,,,,N",
                "GPGGA,,,,,,0,00,99.99,,,,,,",
                "GPGLL,,,,,,V,N",
                "GPRMC,120000,V,5230.0000,N,01324.0000,E,,,010126,,",
                "GPGGA,120000,5230.0000,N,01324.0000,E,0,00,,,M,,M,,",
                "GNGNS,120001,5230.0000,N,01324.0000,E,NN,00,,,,,",
                "GPRMC,120002,A,5230.0000,N,01324.0000,E,,,010126,,,N",
                RMC.replace("120000", "120003")));

        assertThat(parsed.places()).containsExactly(PLACE.replace("00Z", "03Z"));
        assertThat(parsed.reasons()).containsExactly("no-fix", "no-fix", "no-fix", "no-fix");
        assertThat(parsed.rejections())
                .extracting(Rejection::place)
                .containsExactly(Place.line(1), Place.line(5), Place.line(7), Place.line(8));
    }

    @Test
    void a_second_with_a_fix_in_any_sentence_is_a_point() throws Exception {
        assertThat(Parsed.of(log("GPRMC,120000,V,,,,,,,010126,,", GGA, RMC.replace("120000", "120001")))
                        .places())
                .containsExactly(PLACE, PLACE.replace("00Z", "01Z"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GPRMC,120000,A,52x0.0000,N,01324.0000,E,,,010126,,   | coordinate-format
            GPRMC,120000,A,5260.0000,N,01324.0000,E,,,010126,,   | coordinate-format
            GPRMC,120000,A,5230.0000,,01324.0000,E,,,010126,,    | coordinate-format
            GPRMC,120000,A,5230.0000,N,01324.0000,N,,,010126,,   | coordinate-format
            GPRMC,120000,A,-5230.0000,N,01324.0000,E,,,010126,,  | coordinate-format
            GPRMC,120000,A,9130.0000,N,01324.0000,E,,,010126,,   | coordinate-range
            GPRMC,120000,A,5230.0000,N,,,,,010126,,              | coordinate-missing
            GPRMC,246000,A,5230.0000,N,01324.0000,E,,,010126,,   | timestamp-format
            GPRMC,12:00,A,5230.0000,N,01324.0000,E,,,010126,,    | timestamp-format
            GPRMC,,A,5230.0000,N,01324.0000,E,,,010126,,         | no-timestamp
            GPRMC,120000,A,5230.0000,N                           | line-format
            GPRMC,120000,A,5230.0000,N,01324.0000,E,,,010133,,   | timestamp-range
            """)
    void what_is_wrong_with_a_fix_is_counted_by_its_reason(String sentence, String reason) throws Exception {
        var parsed = Parsed.of(log(sentence, RMC.replace("120000", "120007")));

        assertThat(parsed.places()).containsExactly(PLACE.replace("00Z", "07Z"));
        assertThat(parsed.reasons()).containsExactly(reason);
        assertThat(parsed.rejections().getFirst().place()).isEqualTo(Place.line(1));
    }

    @Test
    void other_sentences_notes_and_prefixes_are_nothing_wrong() throws Exception {
        var parsed = Parsed.of("# a log\n"
                + log(
                        "GPGSV,3,1,11,03,03,111,00,04,15,270,00,06,01,010,00,13,06,292,00",
                        "GPGSA,A,3,04,05,,09,12,,,24,,,,,2.5,1.3,2.1",
                        "GPTXT,01,01,02,ANTSTATUS=OK")
                + "\n!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5C\n$PGRME,15.0,M,45.0,M,25.0,M*FF\n$PMTK001,0,3\n"
                + "2026-01-01 13:00:00.123 " + framed(RMC) + "\n"
                + "NMEA," + framed(RMC.replace("120000", "120001")) + ",1767268801000\n"
                + "\\s:gps,c:1767268802*3C\\" + framed(RMC.replace("120000", "120002")) + "\n"
                + "[12:00:03] " + framed(RMC.replace("120000", "120003")) + "\0\0\0\n"
                + "$GPRMC,12000" + framed(RMC.replace("120000", "120004")));

        assertThat(parsed.places())
                .containsExactly(
                        PLACE,
                        PLACE.replace("00Z", "01Z"),
                        PLACE.replace("00Z", "02Z"),
                        PLACE.replace("00Z", "03Z"),
                        PLACE.replace("00Z", "04Z"));
        assertThat(parsed.reasons()).containsExactly("line-format");
    }

    @Test
    void a_sentence_that_lost_its_first_letter_is_rejected() throws Exception {
        var parsed =
                Parsed.of(log(RMC) + framed(RMC.replace("120000", "120001")).substring(1) + "\n" + log(RMC));

        assertThat(parsed.points()).hasSize(2);
        assertThat(parsed.rejections()).extracting(Rejection::place).containsExactly(Place.line(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[12:00:00] ", "2026-01-01T13:00:00Z ", "", "<6>", "{1} "})
    void a_prefix_does_not_hide_the_format(String prefix) throws Exception {
        assertThat(Parsed.of(prefix + framed(RMC) + "\n").places()).containsExactly(PLACE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-8"})
    void the_encoding_shows_in_a_mark_or_in_the_first_letters(String encoding) throws Exception {
        var charset = Charset.forName(encoding);

        assertThat(Parsed.of(("\uFEFF" + log(RMC)).getBytes(charset)).places()).containsExactly(PLACE);
        assertThat(Parsed.of(log(RMC).getBytes(charset)).places()).containsExactly(PLACE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r", "\r\r\n", "\n\n"})
    void lines_end_in_any_way(String end) throws Exception {
        var log = log(RMC, GGA, RMC.replace("120000", "120001")).replace("\r\n", end);

        assertThat(Parsed.of(log).places()).containsExactly(PLACE, PLACE.replace("00Z", "01Z"));
    }

    @Test
    void noise_before_the_first_sentence_hides_nothing() throws Exception {
        var noise = new String(new char[] {0xB5, 0x62, 1, 2, 0, 7}).repeat(3) + "4.0000,E,1*5\n";

        assertThat(Parsed.of((noise + log(RMC)).getBytes(StandardCharsets.ISO_8859_1))
                        .places())
                .containsExactly(PLACE);
    }

    @Test
    void several_fixes_in_one_second_stay_several() throws Exception {
        var fast = log(
                RMC,
                RMC.replace("5230.0000", "5230.0600"),
                RMC.replace("120000", "120000.5"),
                "GLGNS,120000.5,,,,,,,,,,,");

        assertThat(Parsed.of(fast).places())
                .containsExactly(
                        PLACE,
                        "2026-01-01T12:00:00Z 52.5010000 13.4000000",
                        "2026-01-01T12:00:00.500Z 52.5000000 13.4000000");
    }

    @Test
    void the_place_with_the_most_digits_wins() throws Exception {
        var precise = GGA.replace("5230.0000", "5230.00060").replace("01324.0000", "01324.00060");

        for (var log : new String[] {log(RMC, precise), log(precise, RMC)}) {
            assertThat(Parsed.of(log).places()).containsExactly("2026-01-01T12:00:00Z 52.5000100 13.4000100");
        }
    }

    @Test
    void a_list_of_waypoints_has_no_fixes() {
        assertThatThrownBy(() -> Parsed.of(log("GPWPL,5230.0000,N,01324.0000,E,HOME")))
                .hasMessageContaining("no line has a fix");
    }

    @Test
    void gns_of_several_systems_in_one_second_is_one_point() throws Exception {
        var parsed = Parsed.of(log(
                RMC,
                "GPGNS,120000,5230.0000,N,01324.0000,E,A,08,0.8,34.5,45.0,,",
                "GLGNS,120000,,,,,,07,0.9,,,,",
                "GAGNS,120000,5230.0000,N,01324.0000,E,A,08,,,,,"));

        assertThat(parsed.places()).containsExactly(PLACE);
        assertThat(parsed.points().getFirst().elevation()).isEqualTo(34.5f);
        assertThat(parsed.points().getFirst().accuracy()).isEqualTo(4);
        assertThat(parsed.rejections()).isEmpty();
    }

    @Test
    void a_leap_second_is_the_beginning_of_the_next_day() throws Exception {
        assertThat(Parsed.of(log(RMC.replace("120000", "235960").replace("010126", "311216")))
                        .places())
                .containsExactly("2017-01-01T00:00:00Z 52.5000000 13.4000000");
    }

    @Test
    void a_moment_with_ever_more_talkers_takes_no_longer_than_others() throws Exception {
        var log = new StringBuilder("$" + RMC + "\n");
        for (char talker = 0x4E00; talker < 0x4E00 + 20_000; talker++) {
            log.append("$G").append(talker).append(GGA.substring(2)).append('\n');
        }

        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThat(Parsed.of(log.toString()).points()).hasSizeLessThan(2_000));
    }

    @Test
    void what_waits_for_a_date_is_bounded() throws Exception {
        var fix = framed(GGA) + "\n";
        var other = framed(GGA.replace("120000", "120001")) + "\n";
        var parsed = Parsed.of((fix + other).repeat(50_000) + log(RMC));

        // Those that waited longest are rejected.
        assertThat(parsed.points().size() + parsed.rejections().size()).isIn(100_000, 100_001);
        assertThat(parsed.points()).hasSizeBetween(1_000, 20_000);
        assertThat(parsed.reasons()).containsOnly("no-timestamp");
    }

    @Property(tries = 500)
    void a_mutilated_file_is_read_or_refused(@ForAll long seed) throws Exception {
        Mutations.readOrRefuse(
                Format.NMEA,
                log(
                        GGA,
                        RMC,
                        "GPVTG,90.5,T,88.0,M,10.0,N,18.5,K",
                        "GPZDA,120001.00,01,01,2026,00,00",
                        RMC.replace(",A,", ",V,")),
                seed);
    }
}

package dev.waymill.formats.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.waymill.formats.Format;
import dev.waymill.formats.Mutations;
import dev.waymill.formats.Parsed;
import dev.waymill.formats.point.Place;
import dev.waymill.formats.point.Rejection;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IgcReaderTest {
    private static final String HEAD = """
            AXXXABC FLIGHT:1
            HFFXA035
            HFDTEDATE:150925,01
            HFPLTPILOTINCHARGE:Anna
            HFFTYFRTYPE:Acme,Vario 2
            HFDTM100GPSDATUM:WGS-1984
            """;
    private static final String FIX = "B1200004730000N01115000EA0100001100\n";

    @Test
    void a_fix_has_time_place_and_gps_altitude() throws Exception {
        var parsed = Parsed.of(HEAD + FIX + "LXXX a note\nGABCDEF0123456789\n");

        assertThat(parsed.format().code()).isEqualTo("igc");
        assertThat(parsed.places()).containsExactly("2025-09-15T12:00:00Z 47.5000000 11.2500000");
        assertThat(parsed.points().getFirst().elevation()).isEqualTo(1100);
        assertThat(parsed.points().getFirst().device()).isEqualTo("Acme,Vario 2");
        assertThat(parsed.rejections()).isEmpty();
        assertThat(parsed.remarks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            B1200003436223S05822895WA-001000023 | -34.6037167 -58.3815833 | 23
            B1200003436223S05822895WV0100000000 | -34.6037167 -58.3815833 | 1000
            B1200003436223S05822895WV0000000000 | -34.6037167 -58.3815833 | NaN
            B1200003436223S05822895EA00000-0012 | -34.6037167 58.3815833  | -12
            B1200000000001N17959999WA0000000000 | 0.0000167 -179.9999833  | 0
            """)
    void validity_says_whose_altitude_it_is(String fix, String place, float elevation) throws Exception {
        var parsed = Parsed.of(HEAD + fix + "\r\n");

        assertThat(parsed.places()).containsExactly("2025-09-15T12:00:00Z " + place);
        assertThat(parsed.points().getFirst().elevation()).isEqualTo(Float.valueOf(elevation));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HFDTE150925",
                "HFDTE:150925",
                "HFDTEDATE:150925",
                "HFDTEDATE:150925,01",
                "HFDTEDATE: 150925 , 01",
                "HODTE150925",
                "HPDTEDATE:150925"
            })
    void the_date_has_several_notations(String date) throws Exception {
        assertThat(Parsed.of("AXXXABC\n" + date + "\r\n" + FIX).places())
                .containsExactly("2025-09-15T12:00:00Z 47.5000000 11.2500000");
    }

    @Test
    void the_date_goes_on_over_midnight_until_the_next_flight() throws Exception {
        var parsed = Parsed.of(HEAD + FIX.replace("B120000", "B235959") + FIX.replace("B120000", "B000001")
                + "HFDTE150925\n" + FIX.replace("B120000", "B000002") + "HFDTE200925\n" + FIX);

        assertThat(parsed.places())
                .extracting(place -> place.substring(0, 20))
                .containsExactly(
                        "2025-09-15T23:59:59Z", "2025-09-16T00:00:01Z", "2025-09-16T00:00:02Z", "2025-09-20T12:00:00Z");
    }

    @Test
    void more_digits_and_the_accuracy_are_in_the_columns_that_the_file_defines() throws Exception {
        var parsed = Parsed.of(HEAD + "I073638FXA3940SIU4142LAD4344LOD4545TDS4648GSP4951TRT\n"
                + "B1200004730000N01115000EA0100001100" + "007" + "12" + "34" + "06" + "5" + "072" + "181\n");

        assertThat(parsed.places()).containsExactly("2025-09-15T12:00:00.500Z 47.5000057 11.2500010");
        var point = parsed.points().getFirst();
        assertThat(point.accuracy()).isEqualTo(7);
        assertThat(point.speed()).isEqualTo(20);
        assertThat(point.course()).isEqualTo(181);
    }

    @Test
    void a_speed_with_more_digits_has_decimals() throws Exception {
        var parsed = Parsed.of(HEAD + "I013640GSP\nB1200004730000N01115000EA010000110007250\n");

        assertThat(parsed.points().getFirst().speed()).isCloseTo(20.138889f, within(1e-5f));
    }

    @Test
    void a_broken_record_is_rejected_where_it_stands() throws Exception {
        var parsed = Parsed.of("AXXXABC\n" + FIX + "HFDTE150925\n" + FIX + "B12000047300\n"
                + FIX.replace("4730000N", "4760000N") + FIX.replace("4730000N", "4730000X")
                + FIX.replace("4730000N", "9130000N") + FIX.replace("B120000", "B126000")
                + "B1200000000000N00000000EV0000000000\n" + FIX.replace("EA01000", "EB01000"));

        assertThat(parsed.points()).hasSize(1);
        assertThat(parsed.reasons())
                .containsExactly(
                        "no-timestamp",
                        "line-format",
                        "coordinate-format",
                        "line-format",
                        "coordinate-range",
                        "timestamp-format",
                        "no-fix",
                        "line-format");
        assertThat(parsed.rejections().get(1))
                .extracting(Rejection::place, Rejection::text)
                .containsExactly(Place.line(5), "B12000047300");
    }

    @Test
    void a_recorder_without_gps_altitude_says_so() throws Exception {
        var parsed = Parsed.of(HEAD + "HFALGALTGPS:NIL\n" + "B1200004730000N01115000EA0100000000\n");

        assertThat(parsed.points().getFirst().elevation()).isEqualTo(1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HFDTM021GPSDATUM:ED50", "HFDTM:Potsdam", "HODTM006DATUM:AGD66"})
    void another_datum_is_refused(String datum) {
        assertThatThrownBy(() -> Parsed.of("AXXXABC\nHFDTE150925\n" + datum + "\n" + FIX))
                .hasMessageContaining("WGS 84");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"HFDTM100GPSDATUM:WGS-1984", "HFDTM100DATUM:WGS84", "HFDTM:WGS 84", "HFDTM100:WGS-84", "HFDTM"})
    void wgs_84_has_many_names(String datum) throws Exception {
        assertThat(Parsed.of("AXXXABC\nHFDTE150925\n" + datum + "\n" + FIX).points())
                .hasSize(1);
    }

    @Property(tries = 500)
    void a_mutilated_file_is_read_or_refused(@ForAll long seed) throws Exception {
        Mutations.readOrRefuse(
                Format.IGC,
                HEAD + "I023638FXA3940LAD\n" + FIX.replace("\n", "01234\n") + FIX.replace("EA", "EV") + "HFDTE160925\n"
                        + FIX,
                seed);
    }
}

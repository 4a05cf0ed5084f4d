package dev.waymill.formats.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.waymill.formats.Format;
import dev.waymill.formats.Mutations;
import dev.waymill.formats.Parsed;
import dev.waymill.formats.point.Place;
import dev.waymill.formats.point.Rejection;
import dev.waymill.formats.point.Remark;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PltReaderTest {
    private static final String HEAD = """
            OziExplorer Track Point File Version 2.1
            WGS 84
            Altitude is in Feet
            Reserved 3
            0,2,255,a walk,0,0,2,8421376
            2
            """;
    private static final String PLACE = "2024-06-15T12:00:00Z 52.5000000 -13.4000000";

    @Test
    void a_line_has_a_place_feet_and_a_delphi_date() throws Exception {
        var parsed = Parsed.of(HEAD + "  52.500000, -13.400000,1,  328.1,45458.5000000, 15-Jun-24, 12:00:00\r\n"
                + "  52.500000, -13.400000,0, -777.0,45458.5000116,,\r\n\r\n");

        assertThat(parsed.format().code()).isEqualTo("oziexplorer");
        assertThat(parsed.places()).containsExactly(PLACE, PLACE.replace("00Z", "01Z"));
        assertThat(parsed.points().getFirst().elevation()).isCloseTo(100.005f, within(0.001f));
        assertThat(parsed.points().getLast().elevation()).isNaN();
        assertThat(parsed.remarks()).containsExactly(Remark.ZONE_ASSUMED, Remark.ZONE_ASSUMED);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            40097.5864583333 | 2009-10-11T14:04:30Z
            40097.58646      | 2009-10-11T14:04:30Z
            40097.5864641    | 2009-10-11T14:04:30.498Z
            36526            | 2000-01-01T00:00:00Z
            45657.99999      | 2024-12-31T23:59:59Z
            """)
    void a_day_number_is_as_precise_as_its_digits(String day, String time) throws Exception {
        assertThat(Parsed.of(HEAD + "52.5,13.4,0,0," + day + ",,\n").places())
                .containsExactly(time + " 52.5000000 13.4000000");
    }

    @Test
    void the_written_date_is_read_where_the_number_is_missing() throws Exception {
        var parsed =
                Parsed.of(HEAD + "52.5,-13.4,0,492,,2024-06-15,12:00:00\n52.5,-13.4,0,492,0,2024-06-15,12:00:00\n");

        assertThat(parsed.places()).containsExactly(PLACE, PLACE);
    }

    @Test
    void other_programs_write_another_first_line() throws Exception {
        var parsed = Parsed.of(HEAD.replace("OziExplorer Track Point File Version 2.1", "Geolife trajectory")
                + "52.5,-13.4,0,492,45458.5,2024-06-15,12:00:00\n");

        assertThat(parsed.places()).containsExactly(PLACE);
    }

    @Test
    void a_line_that_cannot_be_read_is_rejected_where_it_stands() throws Exception {
        var parsed = Parsed.of(HEAD + "52.5,-13.4\n52.5,x,0,0,45458.5,,\n95,1,0,0,45458.5,,\n52.5,-13.4,0,0,,,\n"
                + "52.5,-13.4,0,0,x,,\n52.5,-13.4,0,0,99999,,\n");

        assertThat(parsed.reasons())
                .containsExactly(
                        "line-format",
                        "coordinate-format",
                        "coordinate-range",
                        "no-timestamp",
                        "timestamp-format",
                        "timestamp-range");
        assertThat(parsed.rejections())
                .extracting(Rejection::place)
                .startsWith(Place.line(7), Place.line(8), Place.line(9));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Pulkovo 1942", "European 1950", "NAD27 CONUS"})
    void another_datum_is_refused_by_its_name(String datum) {
        assertThatThrownBy(() -> Parsed.of(HEAD.replace("WGS 84", datum) + "52.5,13.4,0,0,45458.5,,\n"))
                .hasMessageContaining(datum)
                .hasMessageContaining("WGS 84");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OziExplorer Waypoint File Version 1.1\nWGS 84\nReserved 2\nmagellan\n1,HOME,52.5,13.4,45458.5,0,1,3\n",
                "OziExplorer Route File Version 1.0\nWGS 84\nReserved 1\nReserved 2\nR,0,R0,,255\n"
            })
    void waypoints_and_routes_lead_to_the_track(String file) {
        assertThatThrownBy(() -> Parsed.of(file))
                .hasMessageContaining("OziExplorer")
                .hasMessageContaining(".plt");
    }

    @Property(tries = 500)
    void a_mutilated_file_is_read_or_refused(@ForAll long seed) throws Exception {
        Mutations.readOrRefuse(
                Format.OZIEXPLORER,
                HEAD + "52.5,-13.4,0,100,45458.5,15-Jun-24,12:00:00\n52.5,-13.4,1,-777,,2024-06-15,12:00:00\n",
                seed);
    }
}

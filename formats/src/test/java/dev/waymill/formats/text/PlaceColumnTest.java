package dev.waymill.formats.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.waymill.formats.Format;
import dev.waymill.formats.LocationFile;
import dev.waymill.formats.Mutations;
import dev.waymill.formats.Parsed;
import dev.waymill.formats.point.Remark;
import dev.waymill.formats.reader.Hints;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tables with latitude and longitude in one column.
class PlaceColumnTest {
    private static final String PLACE = "2026-01-01T12:00:00Z 52.5000000 -13.4000000";

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            Position           ! 52.5,-13.4
            position           ! 52.5, -13.4
            latlon             ! 52.5 -13.4
            lat_lng            ! (52.5, -13.4)
            "lat,lon"          ! 52.5;-13.4
            Coordinates        ! 52.5N 13.4W
            Coordinates        ! 52.5° N, 13.4° W
            Location           ! N 52.5, W 13.4
            Location           ! N 52.5 W 13.4
            Location           ! W13.4 N52.5
            GPS                ! 13.4°W  52.5°N
            latlng             ! [52.5,-13.4]
            lonlat             ! [-13.4,52.5]
            lonlat             ! -13.4,52.5
            WKT                ! POINT (-13.4 52.5)
            the_geom           ! POINT(-13.4 52.5)
            geometry           ! SRID=4326;POINT(-13.4 52.5)
            geom               ! point z (-13.4 52.5 34.5)
            geom               ! POINTZ(-13.4 52.5 34.5)
            geom               ! POINT ZM (-13.4 52.5 34.5 1)
            wkt                ! POINT M (-13.4 52.5 1)
            geo                ! geo:52.5,-13.4
            location           ! geo:52.5,-13.4,34.5;u=12
            geo uri            ! GEO:52.5,-13.4;crs=wgs84;u=12?z=17
            geometry           ! {"type":"Point","coordinates":[-13.4,52.5]}
            """)
    void a_place_in_one_column_has_many_notations(String column, String cell) throws Exception {
        var row = "\"" + cell.replace("\"", "\"\"") + "\"";

        var parsed = Parsed.of("time," + (column.startsWith("\"") ? column : "\"" + column + "\"")
                + "\n2026-01-01T12:00:00Z," + row + "\n");

        assertThat(parsed.format()).isEqualTo(Format.CSV);
        assertThat(parsed.places()).containsExactly(PLACE);
        if (cell.contains("34.5")) {
            assertThat(parsed.points().getFirst().elevation()).isEqualTo(34.5f);
        }
        if (cell.contains("u=12")) {
            assertThat(parsed.points().getFirst().accuracy()).isEqualTo(12);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            Position    ! 52.5                       ! coordinate-format
            Position    ! 52.5,13.4,7                ! coordinate-format
            Position    ! Berlin                     ! coordinate-format
            Position    ! 95,13.4                    ! coordinate-range
            Position    ! ''                         ! coordinate-missing
            Position    ! 52.5N,13.4S                ! coordinate-format
            coordinates ! [-13.4,52.5]               ! coordinate-format
            geom        ! SRID=25832;POINT(5 5)      ! coordinate-format
            geom        ! POINT EMPTY                ! coordinate-missing
            geom        ! POINT (13.4)               ! coordinate-format
            geom        ! LINESTRING (1 2, 3 4)      ! coordinate-format
            geo         ! geo:1,2;crs=moon           ! coordinate-format
            """)
    void what_is_no_place_is_rejected_and_nothing_is_guessed(String column, String cell, String reason)
            throws Exception {
        var parsed = Parsed.of("time," + column + "\n2026-01-01T12:00:00Z,\"" + cell + "\"\n2026-01-01T12:00:00Z,\""
                + (column.equals("Position") || column.startsWith("coord") ? "1.5,2.5" : "POINT (2.5 1.5)") + "\"\n");

        assertThat(parsed.reasons()).containsExactly(reason);
        assertThat(parsed.points()).hasSize(1);
    }

    @Test
    void columns_of_their_own_are_better() throws Exception {
        var parsed = Parsed.of(
                "time,location,lat,lon\n2026-01-01T12:00:00Z,Berlin,52.5,-13.4\n2026-01-01T12:00:00Z,Bonn,,\n");

        assertThat(parsed.places()).containsExactly(PLACE);
        assertThat(parsed.reasons()).containsExactly("coordinate-missing");
    }

    @Test
    void flightradar_writes_feet_and_knots() throws Exception {
        var parsed = Parsed.of("Timestamp,UTC,Callsign,Position,Altitude,Speed,Direction\n"
                + "1767268800,2026-01-01T12:00:00Z,ABC12,\"52.5,-13.4\",10000,100,270\n");

        assertThat(parsed.places()).containsExactly(PLACE);
        var point = parsed.points().getFirst();
        assertThat(point.elevation()).isCloseTo(3048, within(0.1f));
        assertThat(point.speed()).isCloseTo(51.4444f, within(0.001f));
        assertThat(point.course()).isEqualTo(270);
        assertThat(parsed.remarks()).containsExactly(Remark.UNIT_OF_PRODUCER);
    }

    @Test
    void the_uploader_may_name_the_column() throws Exception {
        var parsed = Parsed.of(
                "Zeit;Ort\n2026-01-01T12:00:00Z;52.5,-13.4\n".getBytes(StandardCharsets.UTF_8),
                new LocationFile.Options(
                        Format.CSV, false, Hints.columns(Map.of("position", "Ort", "time", "Zeit")), Parsed.CLOCK));

        assertThat(parsed.places()).containsExactly(PLACE);
    }

    @Test
    void a_table_with_names_of_places_is_not_location_history() {
        assertThatThrownBy(() -> Parsed.of("date,location,amount\n2026-01-01,Berlin,12.50\n"))
                .hasMessageContaining("looks like a table");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "No,Latitude,Longitude,utc_d,utc_t\n1,52.5,-13.4,2026/01/01,12:00:00\n",
                "No,Latitude,Longitude,Name,Altitude,Date,Time\n1,52.5,-13.4,\"WPT001\",34.5,2026/01/01,12:00:00\n",
                "lat,lon,utc_d,utc_t\n52.5,-13.4,2026-01-01,12:00:00.000\n",
                "lat,lon,iso_time\n52.5,-13.4,2026-01-01T12:00:00Z\n",
                "lat,lon,year,month,day,hour,min,sec\n52.5,-13.4,2026,1,1,12,0,0\n",
                "Latitude,Longitude,Year,Month,Day,Hour,Minute,Second,ms\n52.5,-13.4,2026,01,01,12,00,00,000\n"
            })
    void the_universal_table_of_gpsbabel_has_times_in_several_columns(String file) throws Exception {
        var parsed = Parsed.of(file);

        assertThat(parsed.places()).containsExactly(PLACE);
        assertThat(parsed.remarks().size()).isEqualTo(file.contains("utc") || file.contains("iso") ? 0 : 1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            alt ft    ! elevation ! 30.48
            altfeet   ! elevation ! 30.48
            ele ft    ! elevation ! 30.48
            height    ! elevation ! 100
            head      ! course    ! 100
            cour      ! course    ! 100
            geschw    ! speed     ! 100
            velo      ! speed     ! 100
            """)
    void the_universal_table_of_gpsbabel_has_short_names(String column, String attribute, float value)
            throws Exception {
        var point = Parsed.of("lat,lon,utc_d,utc_t," + column + "\n52.5,-13.4,2026/01/01,12:00:00,100\n")
                .points()
                .getFirst();

        assertThat(
                        switch (attribute) {
                            case "elevation" -> point.elevation();
                            case "course" -> point.course();
                            default -> point.speed();
                        })
                .isCloseTo(value, within(0.001f));
    }

    @Property(tries = 500)
    void a_mutilated_file_is_read_or_refused(@ForAll long seed) throws Exception {
        Mutations.readOrRefuse(
                Format.CSV,
                "time,Position\n2026-01-01T12:00:00Z,\"52.5,-13.4\"\n1767268800,POINT Z (1 2 3)\n1767268800,geo:1,2;u=3\n1767268800,52.5N 13.4W\n",
                seed);
    }
}

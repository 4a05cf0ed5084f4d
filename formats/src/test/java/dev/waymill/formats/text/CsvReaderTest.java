package dev.waymill.formats.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.formats.Format;
import dev.waymill.formats.LocationFile;
import dev.waymill.formats.Mutations;
import dev.waymill.formats.Parsed;
import dev.waymill.formats.point.Place;
import dev.waymill.formats.point.Rejection;
import dev.waymill.formats.point.Remark;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.formats.point.Visit;
import dev.waymill.formats.reader.Hints;
import dev.waymill.formats.reader.UnreadableFileException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvReaderTest {
    private static final String PLACE = "2026-01-01T00:00:00Z 52.5000000 13.4000000";

    private static Parsed parsed(String file, Map<String, String> columns) throws Exception {
        return Parsed.of(
                file.getBytes(StandardCharsets.UTF_8),
                new LocationFile.Options(Format.CSV, false, Hints.columns(columns), Parsed.CLOCK));
    }

    @Test
    void a_row_has_all_attributes_from_its_columns() throws Exception {
        var parsed = Parsed.of("""
                time,lat,lon,elevation,accuracy,bearing,speed,satellites,provider,activity,battery,device
                2026-01-01T00:00:00.123Z,52.5000001,-13.4,34.5,8,90,1.5,12,gps,IN_VEHICLE,1,"my ""phone"", old"
                """);

        assertThat(parsed.format()).isEqualTo(Format.CSV);
        assertThat(parsed.points())
                .containsExactly(new TimelinePoint(
                        Instant.parse("2026-01-01T00:00:00.123Z").toEpochMilli(),
                        525_000_001,
                        -134_000_000,
                        34.5f,
                        8,
                        1.5f,
                        90,
                        1,
                        "my \"phone\", old",
                        "in-vehicle"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            latitude,longitude,timestamp               ! 52.5,13.4,1767225600
            Latitude;Longitude;Timestamp               ! 52.5;13.4;1767225600000
            LAT\tLNG\tDateTime                         ! 52.5\t13.4\t2026-01-01 00:00:00
            lat|long|when                              ! 52.5|13.4|2026/01/01 00:00:00
            "LATITUDE N/S","LONGITUDE E/W",TIME        ! 52.500000N,13.400000E,2026-01-01T01:00:00+01:00
            latitudeE7,longitudeE7,time                ! 525000000,134000000,2026-01-01T00:00:00Z
            "Time","Latitude","Longitude"              ! "2026-01-01T00:00:00Z","52.5","13.4"
            date,time,lat,lon                          ! 2026-01-01,00:00:00,52.5,13.4
            Datum egal;lat;lon;DATE;TIME               ! x;52.5;13.4;01.01.2026;00:00
            lat,lon,date,time                          ! 52.5,13.4,260101,000000
            lat,lon,time                               ! 52.5,13.4,01.01.2026 00:00:00
            lat,lon,time,                              ! 52.5,13.4,1767225600,
            lat,lon,date                               ! 52.5,13.4,2026-01-01T00:00Z
            timestamp,lat,lon,created_at               ! ,52.5,13.4,2026-01-01T00:00:00Z
            """)
    void columns_and_values_are_read_in_many_spellings(String header, String row) throws Exception {
        assertThat(Parsed.of(header + "\n" + row + "\n").places()).containsExactly(PLACE);
    }

    @Test
    void south_and_west_are_negative() throws Exception {
        assertThat(Parsed.of("lat,lon,time\n33.5S,\"70.6 W\",1767225600").places())
                .containsExactly("2026-01-01T00:00:00Z -33.5000000 -70.6000000");
        assertThat(Parsed.of("lat,lon,time\n70.6W,33.5S,1767225600\n-33.5S,70.6W,1767225600")
                        .reasons())
                .containsExactly("coordinate-format", "coordinate-format");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\uFEFFlat,lon,time,note\r\n52.5,13.4,1767225600,\"two\r\nlines\"\r\n52.5,13.4,1767225600,b\r\n",
                "lat,lon,time,note\r52.5,13.4,1767225600,a\r52.5,13.4,1767225600,b",
                "\n\nsep=;\nlat;lon;time;note\n52.5;13.4;1767225600;\"a;b\"\n\n52.5;13.4;1767225600\n\n",
                "lat,lon,time,\"note, long\"\n52.5,13.4,1767225600,\"\"\n52.5,13.4,1767225600,5\" disk\n"
            })
    void all_line_breaks_separators_and_quotes_are_read(String file) throws Exception {
        var parsed = Parsed.of(file);

        assertThat(parsed.rejections()).isEmpty();
        assertThat(parsed.places()).containsExactly(PLACE, PLACE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-8"})
    void the_byte_order_mark_determines_the_encoding(String encoding) throws Exception {
        var parsed =
                Parsed.of("\uFEFFlat;lon;time;device\n52.5;13.4;1767225600;Grüße".getBytes(Charset.forName(encoding)));

        assertThat(parsed.points().getFirst().device()).isEqualTo("Grüße");
    }

    @Test
    void undecodable_bytes_in_a_name_do_not_reject_the_point() throws Exception {
        var parsed = Parsed.of("lat;lon;time;device\n52.5;13.4;1767225600;Grüße".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(parsed.places()).containsExactly(PLACE);
    }

    @Test
    void a_comma_in_one_coordinate_is_a_decimal_comma() throws Exception {
        var semicolons = Parsed.of("time;lat;lon;elevation;speed\n2026-01-01T00:00:00Z;52,5;13,4;34,5;1,5\n");
        var commas = Parsed.of("time,lat,lon\n2026-01-01T00:00:00Z,\"52,5\",\"13,4\"\n");

        assertThat(semicolons.places()).containsExactly(PLACE);
        assertThat(semicolons.points().getFirst().speed()).isEqualTo(1.5f);
        assertThat(semicolons.remarks()).containsExactly(Remark.DECIMAL_COMMA);
        assertThat(commas.places()).containsExactly(PLACE);
        assertThat(commas.remarks()).containsExactly(Remark.DECIMAL_COMMA);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            speed        | 1.5
            Speed (m/s)  | 1.5
            speed (km/h) | 0.4166667
            speed_kmh    | 0.4166667
            Speed [mph]  | 0.67056
            speed_kn     | 0.7716667
            """)
    void a_speed_is_converted_from_the_unit_in_its_column_name(String column, float metresPerSecond) throws Exception {
        var parsed = Parsed.of("lat,lon,time,\"" + column + "\"\n52.5,13.4,1767225600,1.5");

        assertThat(parsed.points().getFirst().speed()).isCloseTo(metresPerSecond, Offset.offset(1e-5f));
    }

    @Test
    void a_stay_is_a_visit_with_a_point_at_both_ends() throws Exception {
        var parsed = Parsed.of("""
                "Type","Name","Address","Latitude","Longitude","Start Time","End Time","PlaceId"
                "Activity","UNKNOWN","","32.8","-117.1","2024-12-02T11:00:00.000-08:00","2024-12-02T13:00:00.000-08:00",""
                "Visit","Home","Street 1","32.9","-117.2","2024-12-02T11:02:12.000-08:00","2024-12-02T22:14:34.000-08:00","p"
                """);

        assertThat(parsed.places())
                .containsExactly(
                        "2024-12-02T19:00:00Z 32.8000000 -117.1000000",
                        "2024-12-02T21:00:00Z 32.8000000 -117.1000000",
                        "2024-12-02T19:02:12Z 32.9000000 -117.2000000",
                        "2024-12-03T06:14:34Z 32.9000000 -117.2000000");
        assertThat(parsed.visits())
                .containsExactly(new Visit(
                        Instant.parse("2024-12-02T19:02:12Z").toEpochMilli(),
                        Instant.parse("2024-12-03T06:14:34Z").toEpochMilli(),
                        329_000_000,
                        -1_172_000_000,
                        "Home",
                        "Street 1",
                        "p",
                        null,
                        Float.NaN));
    }

    @Test
    void a_column_mapping_overrides_the_column_names() throws Exception {
        var parsed = parsed(
                "Breite;Länge;Zeit;lat;lon;time;speed;V (km/h)\n52,5;13,4;1767225600;1;2;3;4;36\n",
                Map.of("latitude", "Breite", "longitude", "länge ", "time", "Zeit"));

        assertThat(parsed.places()).containsExactly(PLACE);
        assertThat(parsed.points().getFirst().speed()).isEqualTo(4);
        assertThat(parsed(
                                "lat,lon,time,speed,speed (km/h)\n52.5,13.4,1767225600,4,36\n",
                                Map.of("speed", "speed (km/h)"))
                        .points()
                        .getFirst()
                        .speed())
                .isEqualTo(10);
    }

    @Test
    void a_table_without_the_required_columns_is_refused_with_its_columns() {
        assertThatThrownBy(() -> parsed("Breite,lon,time\n1,2,3", Map.of()))
                .isInstanceOfSatisfying(UnreadableFileException.class, e -> {
                    assertThat(e.code()).isEqualTo("unknown-columns");
                    assertThat(e)
                            .hasMessageContaining("latitude")
                            .hasMessageContaining("\"Breite\", \"lon\", \"time\"")
                            .hasMessageContaining("?columns=latitude:Breite,longitude:");
                });
        assertThatThrownBy(() -> parsed("lat,lon,speed\n1,2,3", Map.of())).hasMessageContaining("called time");
        assertThatThrownBy(() -> parsed("lat,lon,end time\n1,2,3", Map.of())).hasMessageContaining("called time");
        assertThatThrownBy(() -> parsed("lat,lon,time\n1,2,3", Map.of("time", "Zeit")))
                .hasMessageContaining("no column \"Zeit\"");
        assertThatThrownBy(() -> parsed("lat,lon,time\n1,2,3", Map.of("colour", "lat")))
                .hasMessageContaining("\"colour\" is not a column");
        assertThatThrownBy(() -> parsed("lat,lon,time\n1,2,3", Map.of("end time", "lat")))
                .hasMessageContaining("\"end time\" is not a column")
                .hasMessageContaining("latitude, longitude, position, date, time,");
        assertThatThrownBy(() -> parsed("\n", Map.of()))
                .isInstanceOfSatisfying(
                        UnreadableFileException.class, e -> assertThat(e.code()).isEqualTo("empty-file"));
    }

    @Test
    void an_unreadable_row_is_rejected_with_its_line() throws Exception {
        var parsed = Parsed.of("""
                lat,lon,time,note
                52.5,13.4
                52.5,13.4,1767225600
                52,5,13,4,1767225600,x
                "a
                b",13.4,1767225600,x
                ,13.4,1767225600,x
                52.5,13.4,,x
                52.5,13.4,yesterday,x
                lat,lon,time,note
                52.5,13.4,1767225600,"never closed
                52.5,13.4,1767225600,x
                """);

        assertThat(parsed.points()).hasSize(1);
        assertThat(parsed.reasons())
                .containsExactly(
                        "line-format",
                        "line-format",
                        "coordinate-format",
                        "coordinate-missing",
                        "no-timestamp",
                        "timestamp-format",
                        "coordinate-format",
                        "line-format");
        assertThat(parsed.rejections())
                .extracting(Rejection::place)
                .containsExactly(
                        Place.line(2),
                        Place.line(4),
                        Place.line(5),
                        Place.line(7),
                        Place.line(8),
                        Place.line(9),
                        Place.line(10),
                        Place.line(11));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"", "x", ",", "\"\"", "\"\n"})
    void an_endless_row_is_rejected_and_the_next_one_is_read(String filler) throws Exception {
        var parsed = Parsed.of("lat,lon,time,note\n52.5,13.4,1767225600,\"" + filler.repeat(100_000)
                + "\nbad\n52.5,13.4,1767225600,x\n");

        assertThat(parsed.reasons()).isNotEmpty().containsOnly("line-format");
        assertThat(parsed.places()).containsExactly(PLACE);
    }

    @Test
    void a_guard_against_formulas_is_removed() throws Exception {
        var parsed = Parsed.of("lat,lon,time,device\n52.5,13.4,1767225600,'=1+1\n52.5,13.4,1767225600,'n Sync\n");

        assertThat(parsed.points()).extracting(TimelinePoint::device).containsExactly("=1+1", "'n Sync");
    }

    @Property(tries = 500)
    void a_corrupted_file_is_read_or_refused(@ForAll long seed) throws Exception {
        Mutations.readOrRefuse(
                Format.CSV,
                "lat;lon;time;note\n52,5;13,4;1767225600;\"a;b\"\n52.5;13.4N;2026-01-01T00:00:00Z;\"x\ny\"\n",
                seed);
    }
}

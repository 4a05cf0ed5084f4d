package dev.waymill.formats.kml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.formats.Format;
import dev.waymill.formats.LocationFile;
import dev.waymill.formats.Mutations;
import dev.waymill.formats.Parsed;
import dev.waymill.formats.point.Movement;
import dev.waymill.formats.point.Place;
import dev.waymill.formats.point.Rejection;
import dev.waymill.formats.point.Remark;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.formats.point.Visit;
import dev.waymill.formats.reader.Hints;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KmlReaderTest {
    private static final String STAMP = "<TimeStamp><when>2026-01-01T10:00:00Z</when></TimeStamp>";
    private static final String SPAN =
            "<TimeSpan><begin>2026-01-01T10:00:00Z</begin><end>2026-01-01T11:00:00Z</end></TimeSpan>";

    private static Parsed parsed(String placemarks) throws Exception {
        return Parsed.of("<kml xmlns='http://www.opengis.net/kml/2.2'><Document>\n" + placemarks + "</Document></kml>");
    }

    private static Parsed parsedPlacemark(String content) throws Exception {
        return parsed("<Placemark>" + content + "</Placemark>");
    }

    private static String line(String coordinates) {
        return "<LineString><coordinates>" + coordinates + "</coordinates></LineString>";
    }

    private static String point(String coordinates) {
        return "<Point><coordinates>" + coordinates + "</coordinates></Point>";
    }

    @Test
    void measurements_have_the_same_units_as_in_other_formats() throws Exception {
        var parsed = parsedPlacemark("<TimeStamp><when>2026-01-01T12:00:00Z</when></TimeStamp>"
                + "<Point><coordinates>1,2,3</coordinates></Point><ExtendedData>"
                + "<Data name='battery_level'><value>0.85</value></Data><Data name='speed (mph)'><value>10</value></Data>"
                + "</ExtendedData>");

        assertThat(parsed.points().getFirst().battery()).isEqualTo(85);
        assertThat(parsed.points().getFirst().speed()).isEqualTo(4.4704f);
        assertThat(parsed.points().getFirst().elevation()).isEqualTo(3);
    }

    @Test
    void a_timed_placemark_is_a_point_with_its_measurements() throws Exception {
        var parsed = parsedPlacemark("""
                <name>A</name>
                <LookAt><gx:TimeStamp><when>1999-01-01T00:00:00Z</when></gx:TimeStamp><longitude>9</longitude></LookAt>
                <TimeStamp><when>2026-01-01T12:00:00+02:00</when></TimeStamp>
                <Point><coordinates> -122.0841,37.422,10.5 </coordinates></Point>
                <ExtendedData><Data name="Speed"><value>5.5</value></Data><Data name="accuracy"><value>10</value></Data>
                  <Data name="Battery"><value>85</value></Data><Data name="mood"><value>7</value></Data>
                  <SchemaData><SimpleData name="bearing">271</SimpleData></SchemaData></ExtendedData>
                """);

        assertThat(parsed.format()).isEqualTo(Format.KML);
        assertThat(parsed.points())
                .containsExactly(new TimelinePoint(
                        Instant.parse("2026-01-01T10:00:00Z").toEpochMilli(),
                        374_220_000,
                        -1_220_841_000,
                        10.5f,
                        10,
                        5.5f,
                        271,
                        85,
                        null,
                        null));
        assertThat(parsed.visits()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<kml>%s</kml>",
                "<kml xmlns='http://earth.google.com/kml/2.1'><Document>%s</Document></kml>",
                "\n<?xml version='1.0'?><k:kml xmlns:k='urn:k'><k:Folder>%s</k:Folder></k:kml>",
                "<kml><Document><Folder><Folder>%s</Folder></Folder></Document></kml>",
            })
    void any_namespace_is_accepted(String around) throws Exception {
        assertThat(Parsed.of(around.formatted("<Placemark>" + STAMP + point("2,1") + "</Placemark>"))
                        .places())
                .containsExactly("2026-01-01T10:00:00Z 1.0000000 2.0000000");
    }

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

    private static Parsed loggedLine(String coordinates, String end) throws Exception {
        return parsedPlacemark(
                "<TimeSpan><begin>2026-01-01T10:00:00Z</begin><end>" + end + "</end></TimeSpan>" + line(coordinates));
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
    void a_bookmark_of_a_map_is_rejected_unless_the_uploader_keeps_it() throws Exception {
        var bookmark = "<name>Café</name>" + STAMP + "<styleUrl>#placemark-red</styleUrl>" + point("2,1");

        assertThat(parsedPlacemark(bookmark).reasons()).containsExactly("saved-place");
        var hints = new Hints(Map.of(), null, null, Duration.ZERO, true);
        var kept = Parsed.of(
                ("<kml><Placemark>" + bookmark + "</Placemark></kml>").getBytes(StandardCharsets.UTF_8),
                new LocationFile.Options(Format.KML, false, hints, Parsed.CLOCK));
        assertThat(kept.points()).hasSize(1);
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

    @Test
    void a_named_place_with_a_span_is_a_visit_with_two_points() throws Exception {
        var parsed = parsedPlacemark("<name>Home</name><address>Street 1</address>" + point("2,1,0") + SPAN);

        assertThat(parsed.places())
                .containsExactly(
                        "2026-01-01T10:00:00Z 1.0000000 2.0000000", "2026-01-01T11:00:00Z 1.0000000 2.0000000");
        long from = Instant.parse("2026-01-01T10:00:00Z").toEpochMilli();
        assertThat(parsed.visits())
                .containsExactly(new Visit(
                        from, from + 3_600_000, 10_000_000, 20_000_000, "Home", "Street 1", null, null, Float.NaN));
    }

    @Test
    void unnamed_open_ended_or_instant_placemarks_are_not_visits() throws Exception {
        var parsed = parsed("<Placemark>" + SPAN + point("2,1") + "</Placemark><Placemark><name>B</name>"
                + "<TimeSpan><begin>2026-01-01T12:00:00Z</begin></TimeSpan>" + point("2,1") + "</Placemark>"
                + "<Placemark><name>C</name><TimeSpan><begin>2026-01-01T12:00:00Z</begin>"
                + "<end>2026-01-01T12:00:00Z</end></TimeSpan>" + point("2,1") + "</Placemark>");

        assertThat(parsed.visits()).isEmpty();
        assertThat(parsed.points()).hasSize(4);
    }

    @Test
    void a_google_timeline_gives_movements() throws Exception {
        var parsed = parsedPlacemark("<name>Driving</name><address></address><ExtendedData>"
                + "<Data name='Email'><value>a@example.org</value></Data>"
                + "<Data name='Category'><value>Driving</value></Data><Data name='Distance'><value>1234</value></Data>"
                + "</ExtendedData>" + line("0,0,0 1,0,0") + SPAN);

        long from = Instant.parse("2026-01-01T10:00:00Z").toEpochMilli();
        assertThat(parsed.movements())
                .containsExactly(new Movement(from, from + 3_600_000, "driving", 1_234, Float.NaN));
        assertThat(parsed.points()).extracting(TimelinePoint::activity).containsOnly("driving");
        assertThat(parsed.visits()).isEmpty();
    }

    @Test
    void placemarks_inherit_the_time_but_not_the_span_of_their_folder() throws Exception {
        var parsed = parsed("<Folder>" + STAMP
                + "<GroundOverlay><TimeStamp><when>1999-01-01T00:00:00Z</when></TimeStamp></GroundOverlay>"
                + "<Placemark>" + point("1,1") + "</Placemark>"
                + "<Folder><Placemark><TimeStamp><when>2026-01-01T12:00:00Z</when></TimeStamp>" + point("2,2")
                + "</Placemark><Placemark>" + point("3,3") + "</Placemark></Folder></Folder>"
                + "<Folder>" + SPAN + "<Placemark>" + point("4,4") + "</Placemark></Folder>");

        assertThat(parsed.places())
                .containsExactly(
                        "2026-01-01T10:00:00Z 1.0000000 1.0000000",
                        "2026-01-01T12:00:00Z 2.0000000 2.0000000",
                        "2026-01-01T10:00:00Z 3.0000000 3.0000000");
        assertThat(parsed.reasons()).containsExactly("no-timestamp");
    }

    @Test
    void points_and_areas_without_a_time_are_rejected_one_by_one() throws Exception {
        var parsed = parsed("<Placemark>" + point("1,1") + "</Placemark><Placemark>" + line("2,2 3,3 4,94")
                + "</Placemark><Placemark>" + SPAN + "<Polygon><outerBoundaryIs><LinearRing><coordinates>1,1 2,2 1,1"
                + "</coordinates></LinearRing></outerBoundaryIs></Polygon>" + point("5,5") + "</Placemark>");

        assertThat(parsed.points()).hasSize(2);
        assertThat(parsed.reasons()).hasSize(7).containsOnlyOnce("coordinate-range");
    }

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

    @Test
    void a_file_without_placemarks_is_read() throws Exception {
        assertThat(Parsed.of("<kml/>").points()).isEmpty();
    }

    @Test
    void a_truncated_file_keeps_complete_placemarks_if_requested() throws Exception {
        var file = ("<kml><Placemark>" + STAMP + point("2,1") + "</Placemark><Placemark>" + STAMP + point("4,3"))
                .getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> Parsed.of(file))
                .isInstanceOfSatisfying(
                        UnreadableFileException.class, e -> assertThat(e.code()).isEqualTo("truncated-file"));
        assertThat(Parsed.ofDamaged(file).points()).hasSize(1);
    }

    @Property(tries = 500)
    void a_corrupted_file_is_read_or_refused(@ForAll long seed) throws IOException {
        Mutations.readOrRefuse(
                Format.KML,
                ("<?xml version='1.0'?><kml><Document>" + STAMP + "<Folder><Placemark><name>a</name>" + SPAN
                                + point("2,1,0") + "</Placemark><Placemark>" + SPAN + line("0,0 1, 1,4 2,2")
                                + "<Polygon><coordinates>1,1 2,2</coordinates></Polygon></Placemark><Placemark>"
                                + "<gx:Track><when>2026-01-01T10:00:00Z</when><gx:coord>2 1 9</gx:coord>"
                                + "<when>2026-01-01T10:00:01Z</when><gx:coord>2 1 9</gx:coord><SimpleArrayData name="
                                + "'speed'><value>1</value></SimpleArrayData></gx:Track></Placemark></Folder>"
                                + "</Document></kml>")
                        .getBytes(StandardCharsets.UTF_8),
                seed);
    }
}

package dev.waymill.formats.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.formats.Format;
import dev.waymill.formats.LocationFile;
import dev.waymill.formats.Mutations;
import dev.waymill.formats.Parsed;
import dev.waymill.formats.point.Place;
import dev.waymill.formats.point.Rejection;
import dev.waymill.formats.point.RejectionReason;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GpxReaderTest {
    private static final String POINT = "<trkpt lat='1' lon='2'><time>2026-01-01T00:00:00Z</time></trkpt>";

    private static final byte[] SEGMENT =
            ("<gpx><trk><trkseg>" + POINT.repeat(60) + "</trkseg></trk></gpx>").getBytes(StandardCharsets.UTF_8);
    /// Wraps the content of a track segment in a file.
    private static Parsed parsedSegment(String points) throws Exception {
        return Parsed.of("<gpx><trk><trkseg>\n" + points + "\n</trkseg></trk></gpx>");
    }

    @Test
    void tracks_and_routes_are_points_in_file_order_and_waypoints_follow() throws Exception {
        var parsed = Parsed.of("""
                <?xml version="1.0"?>
                <gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">
                  <metadata><time>2020-01-01T00:00:00Z</time><bounds minlat="0" minlon="0" maxlat="9" maxlon="9"/></metadata>
                  <wpt lat="3" lon="3.0001"><time>2026-01-01T00:00:03.5Z</time><name>a <![CDATA[b]]></name></wpt>
                  <rte><rtept lat="2" lon="2"><time>2026-01-01T00:00:02Z</time></rtept></rte>
                  <trk><name>t</name>
                    <trkseg><trkpt lat="3" lon="3"><time>2026-01-01T00:00:03Z</time></trkpt></trkseg>
                    <trkseg/>
                    <trkseg><trkpt lat="3.0005" lon="3"><time>2026-01-01T00:00:04Z</time></trkpt></trkseg>
                  </trk>
                  <trk/>
                </gpx>
                """);

        assertThat(parsed.points())
                .extracting(TimelinePoint::longitudeE7)
                .containsExactly(20_000_000, 30_000_000, 30_000_000, 30_001_000);
        assertThat(parsed.rejections()).isEmpty();
    }

    @Test
    void a_point_has_all_attributes_from_its_device() throws Exception {
        var parsed = parsedSegment("""
                <trkpt lat="-33.8568123" lon="151.2153"><ele>12.5</ele><time>2026-01-01T10:00:00.123456+11:00</time>
                  <hdop>1.2</hdop><link href="x"><text>ele</text></link>
                  <extensions><gpxtpx:TrackPointExtension xmlns:gpxtpx="urn:x"><gpxtpx:speed>3.25</gpxtpx:speed>
                  <gpxtpx:course>271.5</gpxtpx:course><gpxtpx:time>1999-01-01T00:00:00Z</gpxtpx:time>
                  </gpxtpx:TrackPointExtension></extensions></trkpt>
                """);

        assertThat(parsed.points())
                .containsExactly(new TimelinePoint(
                        Instant.parse("2025-12-31T23:00:00.123Z").toEpochMilli(),
                        -338_568_123,
                        1_512_153_000,
                        12.5f,
                        6f,
                        3.25f,
                        271.5f));
    }

    @Test
    void missing_or_invalid_attributes_are_unknown() throws Exception {
        var point = parsedSegment("""
                <trkpt lat="1" lon="2"><ele>1e30</ele><time>2026-01-01T00:00:00Z</time><speed>-1</speed>
                <course>abc</course></trkpt>
                """).points().getFirst();

        assertThat(new float[] {point.elevation(), point.accuracy(), point.speed(), point.course()})
                .containsOnly(Float.NaN);
    }

    @Test
    void gpx_1_0_has_speed_and_course_in_the_point() throws Exception {
        var point = Parsed.of("""
                <gpx version="1.0" xmlns="http://www.topografix.com/GPX/1/0"><trk><trkseg>
                <trkpt lat="1" lon="2"><time>2026-01-01T00:00:00Z</time><course>90</course><speed>2</speed></trkpt>
                </trkseg></trk></gpx>
                """).points().getFirst();

        assertThat(point.speed()).isEqualTo(2);
        assertThat(point.course()).isEqualTo(90);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
                    `lon="2"`,                        `<time>2026-01-01T00:00:00Z</time>`, coordinate-missing
                    `lat="NaN" lon="2"`,              `<time>2026-01-01T00:00:00Z</time>`, coordinate-nan
                    `lat="1" lon="-Infinity"`,        `<time>2026-01-01T00:00:00Z</time>`, coordinate-nan
                    `lat="52,5" lon="2"`,             `<time>2026-01-01T00:00:00Z</time>`, coordinate-format
                    `lat="0x1p3" lon="2"`,            `<time>2026-01-01T00:00:00Z</time>`, coordinate-format
                    `lat="1d" lon="2"`,               `<time>2026-01-01T00:00:00Z</time>`, coordinate-format
                    `lat="" lon="2"`,                 `<time>2026-01-01T00:00:00Z</time>`, coordinate-format
                    `lat="90.0000001" lon="2"`,       `<time>2026-01-01T00:00:00Z</time>`, coordinate-range
                    `lat="-37050536" lon="2"`,        `<time>2026-01-01T00:00:00Z</time>`, coordinate-range
                    `lat="1" lon="180.0000001"`,      `<time>2026-01-01T00:00:00Z</time>`, coordinate-range
                    `lat="1" lon="2"`,                `<ele>5</ele>`,                      no-timestamp
                    `lat="1" lon="2"`,                `<time> </time>`,                    no-timestamp
                    `lat="1" lon="2"`,                `<time>2026-13-40T00:00:00Z</time>`, timestamp-format
                    `lat="1" lon="2"`,                `<time>yesterday</time>`,            timestamp-format
                    `lat="1" lon="2"`,                `<time>1901-01-01T00:00:00Z</time>`, timestamp-range
                    `lat="1" lon="2"`,                `<time>1970-01-01T00:00:00Z</time>`, timestamp-range
                    `lat="1" lon="2"`,                `<time>2060-01-01T00:00:00Z</time>`, timestamp-range
                    """)
    void a_point_without_a_valid_position_is_rejected_with_its_reason(String attributes, String children, String reason)
            throws Exception {
        var parsed = parsedSegment("<trkpt " + attributes + ">" + children + "</trkpt>\n" + POINT);

        assertThat(parsed.reasons()).containsExactly(reason);
        assertThat(parsed.rejections().getFirst().place()).isEqualTo(Place.line(2));
        assertThat(parsed.points()).hasSize(1);
    }

    @Test
    void poles_and_date_line_are_valid_positions() throws Exception {
        var parsed = parsedSegment("""
                <trkpt lat="90" lon="180"><time>2026-01-01T00:00:00Z</time></trkpt>
                <trkpt lat="-90.0" lon="-180.00"><time>2026-01-01T00:00:01Z</time></trkpt>
                <trkpt lat="0" lon="-0.0"><time>2026-01-01T00:00:02Z</time></trkpt>
                """);

        assertThat(parsed.points()).hasSize(3);
    }

    @Test
    void a_rejected_text_is_shortened_and_shows_no_control_characters() {
        var rejection = new Rejection(RejectionReason.COORDINATE_FORMAT, Place.line(1), "a\tb\uD83D" + "x".repeat(500));

        assertThat(rejection.text()).hasSize(200).startsWith("a·b·x").endsWith("…");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", " \r\n\t", "\uFEFF", "\uFEFF\n"})
    void text_before_the_xml_is_skipped(String before) throws Exception {
        var parsed = Parsed.of(before + "<?xml version=\"1.0\"?><gpx><wpt lat='x' lon='2'/></gpx>");

        assertThat(parsed.rejections()).hasSize(1);
        assertThat(parsed.rejections().getFirst().place()).isEqualTo(Place.line(before.contains("\n") ? 2 : 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "windows-1252", "ISO-8859-1"})
    void other_declared_encodings_are_read(String encoding) throws Exception {
        var file = "<?xml version=\"1.0\" encoding=\"%s\"?><gpx><trk><name>Grüße</name><trkseg>%s</trkseg></trk></gpx>"
                .formatted(encoding, POINT);

        assertThat(Parsed.of(file.getBytes(Charset.forName(encoding))).points()).hasSize(1);
    }

    @Test
    void an_undeclared_prefix_is_tolerated() throws Exception {
        assertThat(parsedSegment("<trkpt lat='1' lon='2'><time>2026-01-01T00:00:00Z</time><extensions>"
                                + "<gte:gps n='1'/></extensions></trkpt>")
                        .points())
                .hasSize(1);
    }

    @Test
    void a_hundred_thousand_ampersands_are_accepted() throws Exception {
        var file = new StringBuilder("<gpx>");
        for (int i = 0; i < 150_000; i++) {
            file.append("<trkpt lat='1' lon='2'><time>2026-01-01T00:00:00Z</time><name>a &amp; b</name></trkpt>\n");
        }

        assertThat(Parsed.of(file.append("</gpx>").toString()).points()).hasSize(150_000);
    }

    @Test
    void a_file_without_points_is_read() throws Exception {
        assertThat(Parsed.of("<gpx/>").points()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    <gpx><trk>                                  | truncated-file
                    <gpx><trk><trkseg><trkpt lat="1" lo         | truncated-file
                    <gpx><trk></gpx>                            | malformed-xml
                    <gpx><trk>&nbsp;</trk></gpx>                | malformed-xml
                    <gpx></gpx><gpx></gpx>                      | malformed-xml
                    """)
    void a_foreign_or_damaged_file_is_refused_with_an_explanation(String file, String code) {
        assertThatThrownBy(() -> Parsed.of(file)).isInstanceOfSatisfying(UnreadableFileException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.getMessage()).isNotBlank().doesNotContain("Exception", "com.ctc", "java.");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n\t", "\uFEFF"})
    void an_empty_file_is_refused_as_empty(String file) {
        assertThatThrownBy(() -> Parsed.of(file))
                .isInstanceOfSatisfying(
                        UnreadableFileException.class, e -> assertThat(e.code()).isEqualTo("empty-file"));
    }

    @Test
    void a_doctype_alone_is_tolerated() throws Exception {
        assertThat(Parsed.of("<!DOCTYPE gpx SYSTEM 'http://192.0.2.1/gpx.dtd'><gpx>" + "<trkpt lat='1' lon='2'>"
                                + "<time>2026-01-01T00:00:00Z</time></trkpt></gpx>")
                        .points())
                .hasSize(1);
    }

    @Test
    void an_external_entity_is_never_read(@TempDir Path directory) throws Exception {
        var secret = Files.writeString(directory.resolve("secret"), "2026-01-01T00:00:00Z");

        assertThatThrownBy(() -> Parsed.of("<!DOCTYPE gpx [<!ENTITY x SYSTEM '" + secret.toUri() + "'>]>"
                        + "<gpx><wpt lat='1' lon='2'><time>&x;</time></wpt></gpx>"))
                .isInstanceOfSatisfying(
                        UnreadableFileException.class, e -> assertThat(e.code()).isEqualTo("dtd-not-allowed"));
    }

    @Test
    void an_entity_in_an_attribute_is_not_expanded() {
        assertThatThrownBy(() -> Parsed.of("<!DOCTYPE gpx [<!ENTITY x '1'>]><gpx><wpt lat='&x;' lon='2'/></gpx>"))
                .isInstanceOfSatisfying(
                        UnreadableFileException.class, e -> assertThat(e.code()).isEqualTo("dtd-not-allowed"));
    }

    @Test
    void an_endlessly_nested_file_is_refused() {
        assertThatThrownBy(() -> Parsed.of("<gpx>" + "<a>".repeat(5_000)))
                .isInstanceOfSatisfying(
                        UnreadableFileException.class, e -> assertThat(e.code()).isEqualTo("too-deep"));
    }

    @Test
    void an_element_with_twenty_thousand_attributes_is_refused() {
        var file = new StringBuilder("<gpx ");
        for (int i = 0; i < 20_000; i++) {
            file.append('a').append(i).append("='' ");
        }

        assertThatThrownBy(() -> Parsed.of(file.append("/>").toString()))
                .isInstanceOfSatisfying(
                        UnreadableFileException.class, e -> assertThat(e.code()).isEqualTo("xml-limit"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    <gpx><          | /></gpx>
                    <gpx><a         | =''/></gpx>
                    <gpx><?         | ?></gpx>
                    <gpx>&          | ;</gpx>
                    <!DOCTYPE gpx   | ><gpx/>
                    """)
    void a_single_token_of_many_megabytes_is_refused(String before, String after) {
        var file = before + "x".repeat(6 << 20) + after;

        assertThatThrownBy(() -> Parsed.of(Format.GPX, file))
                .isInstanceOfSatisfying(
                        UnreadableFileException.class, e -> assertThat(e.code()).isEqualTo("xml-limit"));
    }

    @Test
    void a_mismatched_tag_is_reported_as_malformed_xml() {
        assertThatThrownBy(() -> Parsed.of("<gpx><wpt><limit>1</speedlimit></wpt></gpx>"))
                .isInstanceOfSatisfying(
                        UnreadableFileException.class, e -> assertThat(e.code()).isEqualTo("malformed-xml"));
    }

    @Test
    void endless_distinct_names_are_refused() {
        var elements = IntStream.range(0, 6_000)
                .mapToObj(i -> "<a%d b%d=''/>".formatted(i, i))
                .collect(Collectors.joining());

        assertThatThrownBy(() -> Parsed.of("<gpx>" + elements + "</gpx>"))
                .isInstanceOfSatisfying(
                        UnreadableFileException.class, e -> assertThat(e.code()).isEqualTo("xml-limit"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    <%sx%d/>          | 3
                    <a %sx%d=''/>     | 3
                    <?%sx%d ?>        | 3
                    <?b%2$d ?>        | 12_000
                    """)
    void long_names_that_the_parser_would_cache_are_refused(String named, String count) {
        var name = "x".repeat(100_000);
        var elements = IntStream.range(0, Integer.parseInt(count.replace("_", "")))
                .mapToObj(i -> named.formatted(name, i))
                .collect(Collectors.joining());

        assertThatThrownBy(() -> Parsed.of("<gpx>" + elements + "</gpx>"))
                .isInstanceOfSatisfying(
                        UnreadableFileException.class, e -> assertThat(e.code()).isEqualTo("xml-limit"));
    }

    @Test
    void text_may_be_of_any_length() throws Exception {
        var name = "<name>" + "x".repeat(6 << 20) + "<![CDATA[" + "y".repeat(6 << 20) + "]]></name>";

        assertThat(parsedSegment(name + POINT).points()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"version='1.2'", "version='Zepp App' creator='x'", "xmlns='urn:x'", ""})
    void a_wrong_version_or_missing_creator_or_namespace_is_tolerated(String attributes) throws Exception {
        assertThat(Parsed.of("<gpx " + attributes + "><trk><trkseg>" + POINT + "</trkseg></trk></gpx>")
                        .points())
                .hasSize(1);
    }

    @Test
    void a_planned_route_beside_a_recorded_one_is_rejected_point_by_point() throws Exception {
        var parsed = Parsed.of("<gpx><trk><trkseg><trkpt lat='1' lon='2'/><trkpt lat='1' lon='2'><ele>5</ele></trkpt>"
                + "</trkseg></trk><trk><trkseg>" + POINT + "</trkseg></trk></gpx>");

        assertThat(parsed.points()).hasSize(1);
        assertThat(parsed.reasons()).containsExactly("no-timestamp", "no-timestamp");
    }

    @Test
    void points_keep_file_order_even_if_times_do_not_increase() throws Exception {
        var parsed = parsedSegment("<trkpt lat='1' lon='2'><time>2026-01-01T00:00:01+07:00</time></trkpt>"
                + "<trkpt lat='3' lon='4'><time>2025-12-31T00:00:00Z</time></trkpt>");

        assertThat(parsed.places())
                .containsExactly(
                        "2025-12-31T17:00:01Z 1.0000000 2.0000000", "2025-12-31T00:00:00Z 3.0000000 4.0000000");
    }

    @Test
    void points_before_an_unclosed_tag_are_kept_if_requested() throws Exception {
        var file = "<gpx><trk><trkseg>" + POINT + POINT + "</trkseg></trk><extensions><sa>14<sa></extensions>"
                + "<wpt lat='1' lon='2'><time>2026-01-01T00:00:00Z</time></wpt></gpx>";
        assertThatThrownBy(() -> Parsed.of(file))
                .isInstanceOfSatisfying(
                        UnreadableFileException.class, e -> assertThat(e.code()).isEqualTo("malformed-xml"));

        var kept = Parsed.ofDamaged(file.getBytes(StandardCharsets.UTF_8));

        assertThat(kept.points()).hasSize(2);
        assertThat(String.valueOf(kept.outcome().damage())).contains("malformed-xml", "line 1");
    }

    @Test
    void undecodable_bytes_are_reported() {
        var file = ("<gpx><trk><name>\u00ff</name></trk></gpx>").getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> Parsed.of(file))
                .isInstanceOfSatisfying(
                        UnreadableFileException.class, e -> assertThat(e.code()).isEqualTo("invalid-encoding"));
    }

    @Test
    void a_read_error_of_the_stream_is_rethrown() {
        var broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("disk on fire");
            }
        };
        var start = new ByteArrayInputStream(("<gpx>" + POINT.repeat(200)).getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() ->
                        Parsed.of(new SequenceInputStream(start, broken), LocationFile.Options.defaults(Parsed.CLOCK)))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("disk on fire");
    }

    /// For any damage to a file, the reader terminates, and accepts or rejects every point that it began.
    @Property(tries = 500)
    void a_corrupted_file_is_read_or_refused(@ForAll long seed) throws Exception {
        Mutations.readOrRefuse(Format.GPX, SEGMENT, seed);
    }
}

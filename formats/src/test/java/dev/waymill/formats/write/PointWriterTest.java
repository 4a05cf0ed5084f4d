package dev.waymill.formats.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.formats.Format;
import dev.waymill.formats.Parsed;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.formats.reader.TextCleaner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PointWriterTest {
    private static final long GPS_EPOCH = Instant.parse("1980-01-06T00:00:00Z").toEpochMilli();

    private static final Map<Format, Function<OutputStream, PointWriter>> WRITERS =
            Map.of(Format.GPX, GpxWriter::new, Format.GEOJSON, GeoJsonWriter::new, Format.CSV, CsvWriter::new);

    private static byte[] written(Format format, List<TimelinePoint> points) throws IOException {
        var out = new ByteArrayOutputStream();
        var writer = Objects.requireNonNull(WRITERS.get(format)).apply(out);
        writer.begin();
        for (var point : points) {
            writer.point(point);
        }
        writer.end();
        return out.toByteArray();
    }

    private static TimelinePoint named(String device) {
        return new TimelinePoint(1_767_225_600_123L, 525_000_001, -1, 1, 2, 3, 4, 5, device, null);
    }

    private static TimelinePoint at(String time) {
        return new TimelinePoint(
                Instant.parse(time).toEpochMilli(), 525_000_000, 134_000_000, 34.5f, Float.NaN, Float.NaN, Float.NaN);
    }

    @Property(tries = 300)
    void written_points_are_read_back_unchanged(@ForAll("points") List<TimelinePoint> points) throws Exception {
        for (var format : WRITERS.keySet()) {
            var parsed = Parsed.of(written(format, points));

            assertThat(parsed.format()).isEqualTo(format);
            assertThat(parsed.points()).as(format.code()).isEqualTo(points);
            assertThat(parsed.rejections()).isEmpty();
            assertThat(parsed.remarks().stream().map(Enum::name)).allMatch("NULL_ISLAND"::equals);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=HYPERLINK(\"http://x\")",
                "+1",
                "-1",
                "@SUM(A1)",
                "'=1",
                "''+",
                "'n Sync",
                "a,b",
                "a\"b",
                "]]>",
                "&amp;",
                "<b>",
                "\\u0041",
                "\uD83D\uDCF1 phone",
                "null",
                "NaN",
                "\"",
                ";",
                "sep=;",
                "e\u0301",
                "עברית"
            })
    void a_name_with_special_characters_is_preserved(String name) throws Exception {
        for (var format : WRITERS.keySet()) {
            assertThat(Parsed.of(written(format, List.of(named(name)))).points())
                    .containsExactly(named(name));
        }
    }

    @Test
    void a_name_not_allowed_in_xml_does_not_break_the_file() throws Exception {
        var parsed = Parsed.of(written(Format.GPX, List.of(named("a\0b\uFFFFc\uD800d"))));

        assertThat(parsed.points()).containsExactly(named("abcd"));
    }

    @Test
    void a_formula_in_a_name_is_escaped_for_spreadsheets() throws Exception {
        var table = new String(written(Format.CSV, List.of(named("=1+1,\"x\""))), StandardCharsets.UTF_8);

        assertThat(table).isEqualTo("""
                time,lat,lon,elevation,accuracy,speed,course,battery,device,activity\r
                2026-01-01T00:00:00.123Z,52.5000001,-0.0000001,1,2,3,4,5,"'=1+1,""x""\",\r
                """);
    }

    @Test
    void gpx_starts_a_segment_after_a_gap_of_half_an_hour() throws Exception {
        var gpx = new String(
                written(
                        Format.GPX,
                        List.of(
                                at("2026-01-01T00:00:00Z"),
                                at("2026-01-01T00:30:00Z"),
                                at("2026-01-01T01:00:00.001Z"),
                                at("2026-01-01T01:00:01Z"))),
                StandardCharsets.UTF_8);

        assertThat(gpx.split("<trkseg>")).hasSize(3);
        assertThat(gpx)
                .contains(
                        "<trkpt lat=\"52.5000000\" lon=\"13.4000000\"><ele>34.5</ele><time>2026-01-01T00:00:00Z</time>")
                .doesNotContain("hdop");
    }

    @Test
    void geojson_is_a_collection_of_points() throws Exception {
        var json = new String(written(Format.GEOJSON, List.of(at("2026-01-01T00:00:00Z"))), StandardCharsets.UTF_8);

        assertThat(json).isEqualTo("""
                {"type":"FeatureCollection","features":[
                {"type":"Feature","geometry":{"type":"Point","coordinates":[13.4000000,52.5000000,34.5]},\
                "properties":{"time":"2026-01-01T00:00:00Z"}}
                ]}
                """);
    }

    @Provide
    Arbitrary<List<TimelinePoint>> points() {
        var times = Arbitraries.longs().between(GPS_EPOCH, Parsed.CLOCK.millis());
        var latitudes = Arbitraries.integers().between(-900_000_000, 900_000_000);
        var longitudes = Arbitraries.integers().between(-1_800_000_000, 1_800_000_000);
        var places = Combinators.combine(times, latitudes, longitudes)
                .as((time, latitude, longitude) ->
                        new TimelinePoint(time, latitude, longitude, Float.NaN, Float.NaN, Float.NaN, Float.NaN));
        var devices = Arbitraries.strings().all().ofMaxLength(60).map(PointWriterTest::name);
        var activities = Arbitraries.strings().ascii().ofMaxLength(30).map(PointWriterTest::category);
        return Combinators.combine(
                        places,
                        number(-12_000, 100_000),
                        number(0, 100_000),
                        number(0, 1_000),
                        number(0, 360),
                        number(0, 100),
                        devices,
                        activities)
                .as((at, elevation, accuracy, speed, course, battery, device, activity) -> new TimelinePoint(
                        at.epochMillis(),
                        at.latitudeE7(),
                        at.longitudeE7(),
                        elevation,
                        accuracy,
                        speed,
                        course,
                        battery,
                        device.isEmpty() ? null : device,
                        activity.isEmpty() ? null : activity))
                .list()
                .ofMaxSize(8);
    }

    /// Values with two decimals, as devices measure; sometimes unknown.
    private static Arbitrary<Float> number(int least, int most) {
        return Arbitraries.integers()
                .between(least * 100, most * 100)
                .map(hundredths -> hundredths / 100f)
                .injectNull(0.1)
                .map(number -> number == null ? Float.NaN : number);
    }

    /// Cleans the text as a reader does, after removing the characters that XML does not allow.
    private static String name(String text) {
        var name = TextCleaner.name(text.replaceAll("[\uFFFE\uFFFF]", ""));
        return name == null ? "" : name;
    }

    private static String category(String text) {
        var category = TextCleaner.category(text);
        return category == null ? "" : category;
    }
}

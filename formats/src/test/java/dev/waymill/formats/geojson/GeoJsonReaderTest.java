package dev.waymill.formats.geojson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.formats.Format;
import dev.waymill.formats.LocationFile;
import dev.waymill.formats.Mutations;
import dev.waymill.formats.Parsed;
import dev.waymill.formats.point.Place;
import dev.waymill.formats.point.Remark;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeoJsonReaderTest {
    private static final String COLLECTION = """
            {"type": "FeatureCollection", "features": [
              {"type": "Feature", "geometry": {"type": "Point", "coordinates": [13.4, 52.5, 34.5]},
               "properties": {"time": "2026-01-01T00:00:00Z", "speed": 1.5}},
              {"type": "Feature", "properties": {"coordTimes": ["2026-01-01T00:00:01Z", 1767225602, "1767225603000"]},
               "geometry": {"type": "LineString", "coordinates": [[13.4, 52.5], [13.41, 52.51], [13.42, 52.52]]}},
              {"type": "Feature", "geometry": null, "properties": {"time": "2026-01-01T00:00:04Z"}}
            ]}
            """;

    private static Parsed parsedFeature(String geometry, String properties) throws Exception {
        return Parsed.of("{\"type\":\"Feature\",\"geometry\":%s,\"properties\":%s}".formatted(geometry, properties));
    }

    @Test
    void points_and_lines_are_read_and_a_feature_without_place_rejected() throws Exception {
        var parsed = Parsed.of(COLLECTION);

        assertThat(parsed.format()).isEqualTo(Format.GEOJSON);
        assertThat(parsed.places())
                .containsExactly(
                        "2026-01-01T00:00:00Z 52.5000000 13.4000000",
                        "2026-01-01T00:00:01Z 52.5000000 13.4000000",
                        "2026-01-01T00:00:02Z 52.5100000 13.4100000",
                        "2026-01-01T00:00:03Z 52.5200000 13.4200000");
        assertThat(parsed.reasons()).containsExactly("coordinate-missing");
        assertThat(parsed.rejections().getFirst().place()).isEqualTo(Place.offset(COLLECTION.lastIndexOf("{\"type\"")));
    }

    @Test
    void a_point_has_all_attributes_from_its_properties() throws Exception {
        var parsed = parsedFeature("{\"type\":\"Point\",\"coordinates\":[\"-151.2153\",\"-33.8568123\",7]}", """
                {"timestamp": 1767225600.123, "created_at": "2020-01-01T00:00:00Z", "altitude": 99, "accuracy": 4.5,
                 "velocity": "3.25", "heading": 271.5, "battery": 1, "bs": 2, "device_id": "phone 1",
                 "activity": "In_Passenger_Vehicle", "vertical_accuracy": 3}
                """);

        assertThat(parsed.points())
                .containsExactly(new TimelinePoint(
                        Instant.parse("2026-01-01T00:00:00.123Z").toEpochMilli(),
                        -338_568_123,
                        -1_512_153_000,
                        7f,
                        4.5f,
                        3.25f,
                        271.5f,
                        1f,
                        "phone 1",
                        "in-passenger-vehicle"));
    }

    @ParameterizedTest
    @CsvSource({
        "timestamp, 1767225600",
        "time, 1767225600000",
        "datetime, '\"1767225600\"'",
        "date, '\"2026-01-01T00:00:00Z\"'",
        "when, '\"2026-01-01T01:00:00+0100\"'",
        "created_at, '\"2026-01-01 00:00:00 UTC\"'",
        "recorded_at, '\"2026-01-01 00:00:00\"'",
        "fixTime, '\"2026-01-01T00:00:00.000+00:00\"'",
        "deviceTime, '\"2026-01-01T00:00Z\"'",
        "tst, '\"1767225600000\"'",
        "Time, '\"2026/01/01 00:00:00\"'",
        "TIME, 1.7672256e9"
    })
    void a_time_is_read_in_many_names_and_formats(String name, String value) throws Exception {
        var parsed = parsedFeature(
                "{\"type\":\"Point\",\"coordinates\":[2,1]}",
                "{\"name\":\"x\",\"%s\":%s}".formatted(name, value.replace(" UTC", "Z")));

        assertThat(parsed.places()).containsExactly("2026-01-01T00:00:00Z 1.0000000 2.0000000");
    }

    @ParameterizedTest
    @CsvSource({
        "speed_kmh, 5.4, 1.5",
        "speed_mps, 1.5, 1.5",
        "'Speed (km/h)', 5.4, 1.5",
        "speed_mph, 100, 44.704",
        "speed_kn, 36, 18.52"
    })
    void a_speed_is_converted_from_its_unit(String name, double value, float metresPerSecond) throws Exception {
        var parsed = parsedFeature(
                "{\"type\":\"Point\",\"coordinates\":[2,1]}", "{\"time\":1767225600,\"%s\":%s}".formatted(name, value));

        assertThat(parsed.points().getFirst().speed()).isCloseTo(metresPerSecond, within());
    }

    private static org.assertj.core.data.Offset<Float> within() {
        return org.assertj.core.data.Offset.offset(1e-4f);
    }

    @Test
    void every_geometry_is_read() throws Exception {
        var parsed = Parsed.of("""
                {"type":"Feature","properties":{"time":1767225600,"device":"d"},"geometry":{"type":"GeometryCollection",
                 "geometries":[
                  {"type":"Point","coordinates":[1,1]},
                  {"coordinates":[[2,2],[3,3]],"type":"MultiPoint"},
                  {"type":"MultiLineString","coordinates":[[[4,4,0,1767225604],[5,5,0,1767225605]],[[6,6]]]},
                  {"type":"Polygon","coordinates":[[[7,7],[8,8],[7,7]]]},
                  {"type":"MultiPolygon","coordinates":[[[[9,9]]],[]]},
                  {"type":"Point","coordinates":[10,10]}]}}
                """);

        assertThat(parsed.points())
                .extracting(point -> point.latitudeE7() / 10_000_000)
                .containsExactly(1, 2, 3, 4, 5, 10);
        assertThat(parsed.points()).extracting(TimelinePoint::device).containsOnly("d");
        assertThat(parsed.points().get(4).epochMillis()).isEqualTo(1_767_225_605_000L);
        assertThat(parsed.reasons()).hasSize(5).containsOnly("no-timestamp");
    }

    @Test
    void each_line_of_a_multi_line_has_its_own_times() throws Exception {
        var parsed = parsedFeature(
                "{\"type\":\"MultiLineString\",\"coordinates\":[[[1,1],[2,2]],[[3,3],[4,4]]]}",
                "{\"coordinateProperties\":{\"times\":[[\"2026-01-01T00:00:01\"],[\"2026-01-01T00:00:03\",null]]}}");

        assertThat(parsed.places())
                .containsExactly(
                        "2026-01-01T00:00:01Z 1.0000000 1.0000000", "2026-01-01T00:00:03Z 3.0000000 3.0000000");
        assertThat(parsed.reasons()).containsExactly("no-timestamp", "no-timestamp");
        assertThat(parsed.remarks()).containsExactly(Remark.ZONE_ASSUMED, Remark.ZONE_ASSUMED);
    }

    @Test
    void one_list_of_times_may_cover_all_lines() throws Exception {
        var parsed = parsedFeature(
                "{\"type\":\"MultiLineString\",\"coordinates\":[[[1,1],[2,2]],[[3,3]]]}",
                "{\"coordTimes\":[1767225601,1767225602,1767225603]}");

        assertThat(parsed.points())
                .extracting(TimelinePoint::epochMillis)
                .containsExactly(1_767_225_601_000L, 1_767_225_602_000L, 1_767_225_603_000L);
    }

    @Test
    void a_measure_in_the_fourth_ordinate_is_not_a_time() throws Exception {
        var parsed =
                parsedFeature("{\"type\":\"LineString\",\"coordinates\":[[1,1,0,250.5],[2,2,0,\"1767225600\"]]}", "{}");

        assertThat(parsed.places()).containsExactly("2026-01-01T00:00:00Z 2.0000000 2.0000000");
        assertThat(parsed.reasons()).containsExactly("no-timestamp");
    }

    @Test
    void an_overland_batch_is_read_with_its_motion_and_battery() throws Exception {
        var parsed = Parsed.of("""
                {"locations": [
                  {"type": "Feature", "geometry": {"type": "Point", "coordinates": [-122.030581, 37.3318]},
                   "properties": {"timestamp": "2015-10-01T08:00:00-0700", "altitude": 5, "speed": -1, "course": 30,
                    "horizontal_accuracy": 30, "vertical_accuracy": -1, "motion": ["stationary", "driving"],
                    "activity": "other_navigation", "device_id": "", "wifi": "x", "battery_level": 0.89}},
                  {"type": "Feature", "geometry": {"type": "Point", "coordinates": [-122.030581, 37.3318]},
                   "properties": {"timestamp": "2015-10-01T08:00:01-0700", "motion": [], "battery_level": 1,
                    "activity": "other_navigation"}},
                  {"type": "Feature", "properties": {"timestamp": "2024-07-07T17:46:39Z", "action": "will_terminate"}}
                ], "current": {"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]}}, "trip": null}
                """);

        assertThat(parsed.format()).isEqualTo(Format.OVERLAND);
        assertThat(parsed.points().getFirst())
                .isEqualTo(new TimelinePoint(
                        Instant.parse("2015-10-01T15:00:00Z").toEpochMilli(),
                        373_318_000,
                        -1_220_305_810,
                        5,
                        30,
                        Float.NaN,
                        30,
                        89,
                        null,
                        "driving"));
        assertThat(parsed.points().get(1).battery()).isEqualTo(100);
        assertThat(parsed.points().get(1).activity()).isNull();
        assertThat(parsed.points()).hasSize(2);
        assertThat(parsed.reasons()).containsExactly("coordinate-missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%1$s\n%1$s\n",
                "[%1$s, 5, null, [], %1$s]",
                "{\"type\":\"FeatureCollection\",\"features\":[%1$s]}\n{\"features\":[%1$s],\"type\":\"FeatureCollection\"}",
                "\uFEFF [%1$s,%1$s]"
            })
    void features_are_read_singly_in_lists_and_concatenated(String file) throws Exception {
        var feature = "{\"properties\":{\"when\":1767225600},\"type\":\"Feature\","
                + "\"geometry\":{\"coordinates\":[2,1],\"type\":\"Point\"}}";

        var parsed = Parsed.of(file.formatted(feature));

        assertThat(parsed.format()).isEqualTo(Format.GEOJSON);
        assertThat(parsed.points()).hasSize(2);
        assertThat(parsed.rejections()).isEmpty();
    }

    @Test
    void a_bare_line_takes_its_times_from_the_fourth_ordinate() throws Exception {
        var parsed = Parsed.of("{\"coordinates\":[[1,2,3,1767225600],[1,2]],\"type\":\"LineString\"}");

        assertThat(parsed.points()).hasSize(1);
        assertThat(parsed.points().getFirst().elevation()).isEqualTo(3);
        assertThat(parsed.reasons()).containsExactly("no-timestamp");
    }

    @Test
    void properties_may_give_the_position_of_a_feature_without_geometry() throws Exception {
        var parsed = parsedFeature("null", "{\"latitude\":\"52.5\",\"lng\":13.4,\"time\":1767225600}");

        assertThat(parsed.places()).containsExactly("2026-01-01T00:00:00Z 52.5000000 13.4000000");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            []              | coordinate-missing
            [1]             | coordinate-missing
            [null, 2]       | coordinate-missing
            [{}, 2]         | coordinate-missing
            [NaN, 2]        | coordinate-nan
            ["a", 2]        | coordinate-format
            [2, 90.0000001] | coordinate-range
            [2, 1e300]      | coordinate-range
            [400, 2]        | coordinate-range
            [3000000000, 2] | coordinate-range
            """)
    void an_invalid_position_is_rejected_with_its_reason(String coordinates, String reason) throws Exception {
        var parsed = parsedFeature(
                "{\"type\":\"Point\",\"coordinates\":%s}".formatted(coordinates), "{\"time\":1767225600}");

        assertThat(parsed.reasons()).containsExactly(reason);
    }

    @Test
    void a_collection_without_features_is_read() throws Exception {
        var parsed = Parsed.of("{\"type\":\"FeatureCollection\",\"features\":[]}");

        assertThat(parsed.points()).isEmpty();
        assertThat(parsed.rejections()).isEmpty();
    }

    @Test
    void a_feature_with_over_two_million_vertices_is_refused_early() {
        InputStream vertices = new Endless("[1,2],");
        var start = new java.io.ByteArrayInputStream(
                "{\"type\":\"Feature\",\"geometry\":{\"type\":\"LineString\",\"coordinates\":["
                        .getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> Parsed.of(
                        new SequenceInputStream(Collections.enumeration(List.of(start, vertices))),
                        LocationFile.Options.defaults(Parsed.CLOCK)))
                .isInstanceOfSatisfying(
                        UnreadableFileException.class, e -> assertThat(e.code()).isEqualTo("feature-too-big"));
    }

    @Test
    void points_before_the_damage_are_kept_if_requested() throws Exception {
        var cut = COLLECTION.substring(0, COLLECTION.indexOf("{\"type\": \"Feature\", \"geometry\": null"));

        assertThatThrownBy(() -> Parsed.of(cut))
                .isInstanceOfSatisfying(
                        UnreadableFileException.class, e -> assertThat(e.code()).isEqualTo("truncated-file"));
        assertThat(Parsed.ofDamaged(cut.getBytes(StandardCharsets.UTF_8)).points())
                .hasSize(4);
    }

    @Property(tries = 500)
    void a_corrupted_file_is_read_or_refused(@ForAll long seed) throws Exception {
        Mutations.readOrRefuse(Format.GEOJSON, COLLECTION, seed);
    }

    /// Repeats one text without end.
    private static final class Endless extends InputStream {
        private final byte[] text;
        private int at;

        Endless(String text) {
            this.text = text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public int read() {
            return text[at++ % text.length];
        }

        @Override
        public int read(byte[] buffer, int from, int length) {
            for (int i = 0; i < length; i++) {
                buffer[from + i] = text[at++ % text.length];
            }
            return length;
        }
    }
}

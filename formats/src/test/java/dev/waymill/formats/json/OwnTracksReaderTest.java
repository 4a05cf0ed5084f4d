package dev.waymill.formats.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.formats.Format;
import dev.waymill.formats.Mutations;
import dev.waymill.formats.Parsed;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.formats.reader.UnreadableFileException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnTracksReaderTest {
    private static final String LOCATION =
            "{\"_type\":\"location\",\"tid\":\"an\",\"lat\":52.5,\"lon\":13.4,\"tst\":1767225600}";

    @Test
    void a_location_has_all_attributes_from_the_phone() throws Exception {
        var parsed = Parsed.of("""
                {"bs":2,"p":100.266,"batt":94,"_type":"location","tid":"RO","topic":"owntracks/anna/iPhone 12/event",
                 "alt":36,"lon":-13.3320001,"vel":36,"t":"p","BSSID":"b0:f2","vac":4,"acc":10,"tst":1767225600,
                 "cog":98,"lat":52.225,"inrids":["5f1d1b"],"created_at":1767229999,"motionactivities":["walking"]}
                """);

        assertThat(parsed.format()).isEqualTo(Format.OWNTRACKS);
        assertThat(parsed.points())
                .containsExactly(new TimelinePoint(
                        1_767_225_600_000L, 522_250_000, -133_320_001, 36, 10, 10, 98, 94, "iPhone 12", "walking"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%1$s%1$s",
                "%1$s\n%1$s\n",
                "[%1$s, %1$s]",
                "{\"count\":2,\"locations\":[%1$s,%1$s]}",
                "{\"data\":[%1$s,{\"_type\":\"card\"},%1$s],\"status\":200}",
                "[{\"_type\":\"lwt\",\"tst\":1},{},%1$s,[1],%1$s]",
            })
    void messages_are_read_singly_in_lists_and_concatenated(String file) throws Exception {
        var parsed = Parsed.of(file.formatted(LOCATION));

        assertThat(parsed.format()).isEqualTo(Format.OWNTRACKS);
        assertThat(parsed.places()).hasSize(2).containsOnly("2026-01-01T00:00:00Z 52.5000000 13.4000000");
        assertThat(parsed.points()).extracting(TimelinePoint::device).containsOnly("an");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "tid":"an"                    | 1
            "topic":"owntracks/a/b"       | 1
            "tid":"an","bs":1             | 1
            "acc":1                       | 3.6
            "acc":1,"bs":true             | 3.6
            "tid":"an","bs":false         | 3.6
            """)
    void a_speed_is_in_km_per_hour_unless_written_by_gpslogger(String others, float metresPerSecond) throws Exception {
        var parsed = Parsed.of(
                "{\"_type\":\"location\",\"vel\":3.6,\"lat\":1,\"lon\":2,\"tst\":1767225600,%s}".formatted(others));

        assertThat(parsed.points().getFirst().speed()).isCloseTo(metresPerSecond, Offset.offset(1e-5f));
    }

    @Test
    void a_speed_or_course_below_zero_is_unknown() throws Exception {
        var point = Parsed.of(
                        "{\"_type\":\"location\",\"tid\":\"x\",\"vel\":-1,\"cog\":-1,\"batt\":-1,\"lat\":1,\"lon\":2,"
                                + "\"tst\":\"1767225600\"}")
                .points()
                .getFirst();

        assertThat(new float[] {point.speed(), point.course(), point.battery()}).containsOnly(Float.NaN);
    }

    @Test
    void fence_crossings_and_untyped_messages_are_points() throws Exception {
        var parsed = Parsed.of("""
                [{"lat": 50.4501, "lon": 30.5234, "tst": 1722772800, "vel": 7.2, "tid": "test", "type": "location"},
                 {"_type":"transition","event":"leave","wtst":1696359532,"lat":52.2,"lon":13.3,"tst":1722772801,"tid":"t"},
                 {"_type":"transition","event":"leave","wtst":1696359532,"tst":1722772801,"desc":"beacon"},
                 {"_type":"waypoint","desc":"Home","lat":52.232,"lon":13.339,"rad":50,"tst":1717459768},
                 {"_type":"waypoints","waypoints":[{"_type":"waypoint","lat":1,"lon":2,"tst":3}]},
                 {"_type":"status"}, {"_type":"lwt","tst":1717459208}]
                """);

        assertThat(parsed.places())
                .containsExactly(
                        "2024-08-04T12:00:00Z 50.4501000 30.5234000", "2024-08-04T12:00:01Z 52.2000000 13.3000000");
        assertThat(parsed.rejections()).isEmpty();
    }

    @Test
    void incomplete_or_encrypted_locations_are_rejected() throws Exception {
        var parsed = Parsed.of("""
                [{"_type":"location","lat":1,"tst":1722772800}, {"_type":"location","lat":1,"lon":2}, {},
                 {"_type":"encrypted","data":"abc"}, {"_type":"location","lat":91,"lon":2,"tst":1722772800}]
                """);

        assertThat(parsed.reasons())
                .containsExactly(
                        "coordinate-missing", "no-timestamp", "coordinate-missing", "encrypted", "coordinate-range");
    }

    @Test
    void a_file_of_encrypted_messages_only_is_refused_with_advice() {
        assertThatThrownBy(() -> Parsed.of("{\"_type\":\"encrypted\",\"data\":\"a\"}\n".repeat(3)))
                .isInstanceOf(UnreadableFileException.class)
                .hasMessageContaining("encrypted by OwnTracks");
    }

    @Test
    void an_encrypted_message_before_others_does_not_hide_them() throws Exception {
        var parsed = Parsed.of("[{\"_type\":\"encrypted\",\"data\":\"a\"}," + LOCATION + "]");

        assertThat(parsed.points()).hasSize(1);
        assertThat(parsed.reasons()).containsExactly("encrypted");
    }

    @Property(tries = 500)
    void a_corrupted_file_is_read_or_refused(@ForAll long seed) throws Exception {
        Mutations.readOrRefuse(Format.OWNTRACKS, "[" + LOCATION + ",\n{\"_type\":\"lwt\"},\n" + LOCATION + "]", seed);
    }
}

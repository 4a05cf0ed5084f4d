package dev.waymill.formats.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.formats.Format;
import dev.waymill.formats.Mutations;
import dev.waymill.formats.Parsed;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.formats.point.Visit;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PointsReaderTest {
    private static final String POINT = "{\"time\":\"2026-01-01T00:00:00Z\",\"lat\":52.5,\"lon\":13.4}";

    @Test
    void the_output_of_the_api_is_read_back_unchanged() throws Exception {
        var parsed = Parsed.of("""
                {"items":[{"time":"2026-01-01T00:00:00.123Z","lat":52.5000001,"lon":-13.4,"elevation":34.5,"accuracy":8.0,
                  "speed":1.5,"course":90.0,"battery":1.0,"device":"pixel","activity":"in-vehicle",
                  "importId":"0b0c9a0e-7d0f-4f0a-9a51-0f8c1f6f8b55"},
                 {"time":"2026-01-01T00:00:01Z","lat":1,"lon":2,"elevation":null,"accuracy":null,"speed":null,
                  "course":null,"battery":null,"device":null,"activity":null,"importId":"x"}],"next":null}
                """);

        assertThat(parsed.format()).isEqualTo(Format.POINTS);
        assertThat(parsed.points())
                .containsExactly(
                        new TimelinePoint(
                                Instant.parse("2026-01-01T00:00:00.123Z").toEpochMilli(),
                                525_000_001,
                                -134_000_000,
                                34.5f,
                                8,
                                1.5f,
                                90,
                                1,
                                "pixel",
                                "in-vehicle"),
                        new TimelinePoint(
                                Instant.parse("2026-01-01T00:00:01Z").toEpochMilli(),
                                10_000_000,
                                20_000_000,
                                Float.NaN,
                                Float.NaN,
                                Float.NaN,
                                Float.NaN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[%1$s,%1$s]",
                "%1$s\n%1$s",
                "{\"points\":[%1$s,%1$s]}",
                "{\"count\":2,\"positions\":[%1$s,%1$s]}",
                "{\"locations\":[%1$s,%1$s]}",
                "{\"items\":[%1$s],\"next\":\"a\"}\n{\"items\":[%1$s],\"next\":null}",
            })
    void points_are_read_singly_in_lists_and_concatenated(String file) throws Exception {
        var parsed = Parsed.of(file.formatted(POINT));

        assertThat(parsed.places()).hasSize(2).containsOnly("2026-01-01T00:00:00Z 52.5000000 13.4000000");
        assertThat(parsed.rejections()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"latitude":1,"longitude":2,"timestamp":1767225600}
            {"lat":"1","lng":"2","timestamp":"1767225600000"}
            {"Latitude":1,"Longitude":2,"date":"2026-01-01","time":"00:00:00"}
            {"lat":"1N","long":"2° E","recorded_at":"2026-01-01T00:00:00Z"}
            {"latitudeE7":10000000,"longitudeE7":20000000,"datetime":"2026-01-01 00:00"}
            """)
    void position_and_time_are_read_under_any_of_their_names(String point) throws Exception {
        var parsed = Parsed.of(Format.POINTS, point.replace("° E", "E"));

        assertThat(parsed.places()).containsExactly("2026-01-01T00:00:00Z 1.0000000 2.0000000");
    }

    @Test
    void nested_points_of_traccar_client_and_dawarich_are_read() throws Exception {
        var parsed = Parsed.of("""
                {"location":{"timestamp":"2026-01-01T00:00:00.000Z","coords":{"latitude":52.5,"longitude":13.4,
                 "accuracy":5,"speed":2.5,"heading":180,"altitude":40},"is_moving":true,"odometer":10,
                 "event":"motionchange","battery":{"level":0.42,"is_charging":false},
                 "activity":{"type":"on_foot"}},"device_id":"658765"}
                {"location":{"timestamp":"2026-01-01T00:00:00Z","latitude":52.5,"longitude":13.4,"accuracy":5,
                 "speed":2.5,"heading":180,"altitude":40,"battery":{"level":0.42},"activity":{"type":"on_foot"}},
                 "device_id":"658765"}
                """);

        var expected = new TimelinePoint(
                1_767_225_600_000L, 525_000_000, 134_000_000, 40, 5, 2.5f, 180, 42, "658765", "on-foot");
        assertThat(parsed.format()).isEqualTo(Format.POINTS);
        assertThat(parsed.points()).containsExactly(expected, expected);
    }

    @Test
    void polarsteps_stays_are_visits_with_points_at_both_ends() throws Exception {
        var parsed = Parsed.of("""
                [{"id": "1", "lat": 35.69, "lng": 139.8371, "lon": 139.8371, "timestamp": "2024-06-01T00:00:00.000+09:00",
                  "arrived": "2024-06-01T00:00:00.000+09:00", "departed": "2024-06-01T02:00:00.000+09:00",
                  "duration": "2h 0m", "type": "place_visit", "name": "Tokyo", "time": "2024-05-31T15:00:00.000Z"},
                 {"id": "2", "lat": 35.7, "lon": 139.9, "arrived": "2024-06-01T02:00:00.000+09:00",
                  "departed": "2024-06-01T04:00:00.000+09:00", "type": "activity_start"}]
                """);

        assertThat(parsed.format()).isEqualTo(Format.POLARSTEPS);
        assertThat(parsed.places())
                .containsExactly(
                        "2024-05-31T15:00:00Z 35.6900000 139.8371000",
                        "2024-05-31T17:00:00Z 35.6900000 139.8371000",
                        "2024-05-31T17:00:00Z 35.7000000 139.9000000",
                        "2024-05-31T19:00:00Z 35.7000000 139.9000000");
        assertThat(parsed.visits())
                .containsExactly(new Visit(
                        Instant.parse("2024-05-31T15:00:00Z").toEpochMilli(),
                        Instant.parse("2024-05-31T17:00:00Z").toEpochMilli(),
                        356_900_000,
                        1_398_371_000,
                        "Tokyo",
                        null,
                        null,
                        null,
                        Float.NaN));
    }

    @Test
    void polarsteps_locations_and_steps_are_points() throws Exception {
        var locations = Parsed.of("{\"locations\":[{\"lat\":52.5,\"lon\":13.4,\"time\":1767225600.5}]}");
        var steps = Parsed.of("""
                {"id": 1, "name": "Trip", "start_date": 1, "all_steps": [{"name": "Berlin", "start_time": 1767225600.5,
                 "end_time": null, "location": {"name": "Berlin", "lat": 52.5, "lon": 13.4, "country": "Germany"}}]}
                """);

        assertThat(locations.format()).isEqualTo(Format.POLARSTEPS);
        assertThat(steps.format()).isEqualTo(Format.POLARSTEPS);
        assertThat(locations.places()).containsExactly("2026-01-01T00:00:00.500Z 52.5000000 13.4000000");
        assertThat(steps.places()).isEqualTo(locations.places());
    }

    @Test
    void traccar_server_positions_have_speeds_in_knots() throws Exception {
        var parsed = Parsed.of("""
                [{"id":1,"deviceId":7,"deviceTime":"2026-01-01T00:00:09Z","fixTime":"2026-01-01T00:00:00.000+00:00",
                  "valid":true,"latitude":52.5,"longitude":13.4,"altitude":40,"speed":36,"course":90,
                  "attributes":{"batteryLevel":50,"motion":true}}]
                """);

        assertThat(parsed.places()).containsExactly("2026-01-01T00:00:00Z 52.5000000 13.4000000");
        assertThat(parsed.points().getFirst().speed()).isEqualTo(18.52f);
        assertThat(parsed.points().getFirst().device()).isEqualTo("7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'data': %s, 'device_id': 'a'}",
                "{'device_id': 'a', 'record': %s}",
                "{'point': %s, 'device': {'uuid': 'a', 'model': 'Pixel', 'platform': 'Android'}}",
                "{'device': {'id': 7, 'uuid': 'x', 'name': 'a'}, 'locations': %s}",
                "{'device': {'model': 'Pixel', 'uuid': 'a'}, 'location': [%s]}",
                "{'batch': [{'location': %s}], 'device_id': 'a'}",
                "{'records': [%s], 'device_id': 'a'}",
                "[{'location': %s, 'device_id': 'a'}]",
                "[{'data': %s, 'device': {'uuid': 'a'}}]"
            })
    void roots_and_devices_of_apps_with_the_library_of_traccar_client_are_read(String root) throws Exception {
        var location = """
                {'coords': {'latitude': 52.5, 'longitude': 13.4, 'accuracy': 5, 'speed': 2.5, 'heading': 180,
                 'altitude': 40}, 'timestamp': '2026-01-01T00:00:00.000Z', 'uuid': 'u', 'event': 'geofence',
                 'geofence': {'identifier': 'Home', 'action': 'ENTER'}, 'battery': {'level': 0.42},
                 'activity': {'activity': 'on_foot', 'confidence': 90}, 'extras': {'latitude': 1}}""";

        var parsed = Parsed.of(Format.POINTS, root.formatted(location).replace('\'', '"'));

        assertThat(parsed.points())
                .containsExactly(new TimelinePoint(
                        1_767_225_600_000L, 525_000_000, 134_000_000, 40, 5, 2.5f, 180, 42, "a", "on-foot"));
    }

    @Test
    void a_point_keeps_its_own_place_beside_another_object() throws Exception {
        var parsed = Parsed.of("""
                {"lat": 52.5, "lon": 13.4, "time": 1767225600, "data": {"lat": 1, "lon": 2, "time": 1767225601}}
                """);

        assertThat(parsed.places()).containsExactly("2026-01-01T00:00:00Z 52.5000000 13.4000000");
    }

    @Test
    void what_traccar_forwards_is_read_with_the_name_of_the_device() throws Exception {
        var parsed = Parsed.of(Format.POINTS, """
                {"position": {"id": 1, "deviceId": 7, "fixTime": "2026-01-01T00:00:00.000+00:00", "latitude": 52.5,
                 "longitude": 13.4, "altitude": 40, "speed": 36, "course": 90, "accuracy": 5,
                 "attributes": {"batteryLevel": 50}}, "device": {"id": 7, "name": "Car", "uniqueId": "123456"}}
                """);

        assertThat(parsed.points())
                .containsExactly(new TimelinePoint(
                        1_767_225_600_000L, 525_000_000, 134_000_000, 40, 5, 18.52f, 90, 50, "Car", null));
    }

    @ParameterizedTest
    @CsvSource({
        "45458.4375, timestamp-format",
        "20240615, timestamp-format",
        "0, timestamp-range",
        "-5, timestamp-range",
        "4102444800, timestamp-range"
    })
    void a_number_that_is_not_an_epoch_time_is_rejected(String time, String reason) throws Exception {
        assertThat(Parsed.of("{\"lat\":1,\"lon\":2,\"time\":" + time + "}").reasons())
                .containsExactly(reason);
    }

    @Test
    void an_object_without_position_or_time_is_rejected() throws Exception {
        var parsed =
                Parsed.of("[{}, " + POINT + ", {\"foo\": {\"lat\": 1}}, {\"lat\": 1, \"lon\": 2}, 7, [" + POINT + "]]");

        assertThat(parsed.points()).hasSize(1);
        assertThat(parsed.reasons()).containsExactly("coordinate-missing", "coordinate-missing", "no-timestamp");
    }

    @Property(tries = 500)
    void a_corrupted_file_is_read_or_refused(@ForAll long seed) throws Exception {
        Mutations.readOrRefuse(Format.POINTS, "{\"items\":[" + POINT + ",{\"location\":" + POINT + "}]}", seed);
    }
}

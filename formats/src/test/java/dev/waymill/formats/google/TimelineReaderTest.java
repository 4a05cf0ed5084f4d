package dev.waymill.formats.google;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.formats.Format;
import dev.waymill.formats.Mutations;
import dev.waymill.formats.Parsed;
import dev.waymill.formats.point.Movement;
import dev.waymill.formats.point.Remark;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.formats.point.Visit;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimelineReaderTest {
    private static final String ANDROID = """
            {"semanticSegments": [
              {"startTime": "2024-06-15T08:00:00.000+02:00", "endTime": "2024-06-15T10:00:00.000+02:00",
               "timelinePath": [
                 {"point": "53.8633043°, 10.7011529°", "time": "2024-06-15T08:14:00.000+02:00"},
                 {"time": "2024-06-15T08:46:00.000+02:00", "point": "53.8633043\\u00b0,10.7\\u00b0"}]},
              {"startTime": "2024-06-15T09:00:00.000+02:00", "endTime": "2024-06-15T10:00:00.000+02:00",
               "startTimeTimezoneUtcOffsetMinutes": 120,
               "visit": {"hierarchyLevel": 0, "probability": 0.85, "topCandidate": {
                 "placeId": "ChIJ1", "semanticType": "INFERRED_HOME", "probability": 0.4,
                 "placeLocation": {"latLng": "48.8566, 2.3522"}}}},
              {"startTime": "2024-06-15T10:00:00.000+02:00", "endTime": "2024-06-15T10:30:00.000+02:00",
               "activity": {
                 "start": {"latLng": "48.8566°, 2.3522°"}, "end": {"latLng": "-48.8606°,-2.3376°"},
                 "distanceMeters": 1212.5, "topCandidate": {"type": "IN_PASSENGER_VEHICLE", "probability": 0.75},
                 "parking": {"startTime": "2024-06-15T10:31:00+02:00", "location": {"latLng": "-48.86°, -2.33°"}}}},
              {"startTime": "2024-06-10T00:00:00Z", "endTime": "2024-06-20T00:00:00Z",
               "timelineMemory": {"trip": {"destinations": [{"identifier": {"placeId": "x"}}]}}}],
             "rawSignals": [
              {"wifiScan": {"deliveryTime": "2024-06-06T11:44:37.000+01:00", "devicesRecords": [{"mac": 7, "rawRssi": -76}]}},
              {"position": {"LatLng": "48.833657°, 2.256223°", "accuracyMeters": 13, "altitudeMeters": 90.5,
                "source": "WIFI", "timestamp": "2024-06-06T11:44:37.000+01:00", "speedMetersPerSecond": 0.25}},
              {"activityRecord": {"probableActivities": [{"type": "STILL", "confidence": 0.9}], "timestamp": "x"}}],
             "userLocationProfile": {"frequentPlaces": [
              {"placeId": "y", "placeLocation": "50.05°, 14.34°", "label": "WORK"}]}}
            """;

    private static final String IPHONE = """
            [{"endTime": "2023-08-27T17:04:26.999-05:00", "startTime": "2023-08-27T15:48:56.000-05:00",
              "visit": {"hierarchyLevel": "0", "probability": "0.71", "topCandidate": {
                "probability": "0.5", "semanticType": "Home", "placeID": "ChIJ2", "placeLocation": "geo:27.720022,-97.347951"}}},
             {"activity": {"end": "geo:55.6054870,24.7648727", "topCandidate": {"type": "in passenger vehicle", "probability": "0.25"},
                "distanceMeters": "1881.000000", "start": "geo:55.5963490,24.7405147"},
              "startTime": "2023-12-27T13:32:18+01:00", "endTime": "2023-12-27T13:39:37+01:00"},
             {"endTime": "2023-08-28T00:00:00.000Z", "startTime": "2023-08-27T22:00:00.000Z", "timelinePath": [
                {"point": "geo:27.701123,-97.362988", "durationMinutesOffsetFromStartTime": "4"},
                {"durationMinutesOffsetFromStartTime": 108, "point": "geo:27.686129,-97.381865,12.5"}]},
             {"endTime": "2023-09-02T23:25:59.000-06:00", "startTime": "2023-08-27T14:48:56.000-06:00",
              "timelineMemory": {"destinations": [{"identifier": "z"}], "distanceFromOriginKms": "1594"}}]
            """;

    /// A segment from 10 to 11 o'clock.
    private static Parsed segment(String fields) throws Exception {
        return Parsed.of(
                "[{\"startTime\": \"2024-01-01T10:00:00Z\", \"endTime\": \"2024-01-01T11:00:00Z\", " + fields + "}]");
    }

    private static Parsed path(String steps) throws Exception {
        return segment("\"timelinePath\": [" + steps + "]");
    }

    private static Parsed placed(String point) throws Exception {
        return path("{\"time\": \"2024-01-01T10:30:00Z\", \"point\": " + point + "}");
    }

    private static long millis(String time) {
        return Instant.parse(time).toEpochMilli();
    }

    @Test
    void the_timeline_of_an_android_phone_is_read_completely() throws Exception {
        var parsed = Parsed.of(ANDROID);

        assertThat(parsed.format()).isEqualTo(Format.GOOGLE_TIMELINE);
        assertThat(parsed.places())
                .containsExactly(
                        "2024-06-15T06:14:00Z 53.8633043 10.7011529",
                        "2024-06-15T06:46:00Z 53.8633043 10.7000000",
                        "2024-06-15T07:00:00Z 48.8566000 2.3522000",
                        "2024-06-15T08:00:00Z 48.8566000 2.3522000",
                        "2024-06-15T08:00:00Z 48.8566000 2.3522000",
                        "2024-06-15T08:30:00Z -48.8606000 -2.3376000",
                        "2024-06-15T08:31:00Z -48.8600000 -2.3300000",
                        "2024-06-06T10:44:37Z 48.8336570 2.2562230");
        assertThat(parsed.points().getLast())
                .isEqualTo(new TimelinePoint(
                        millis("2024-06-06T10:44:37Z"), 488_336_570, 22_562_230, 90.5f, 13, 0.25f, Float.NaN));
        assertThat(parsed.visits())
                .containsExactly(new Visit(
                        millis("2024-06-15T07:00:00Z"),
                        millis("2024-06-15T08:00:00Z"),
                        488_566_000,
                        23_522_000,
                        null,
                        null,
                        "ChIJ1",
                        "inferred-home",
                        0.85f));
        assertThat(parsed.movements())
                .containsExactly(new Movement(
                        millis("2024-06-15T08:00:00Z"),
                        millis("2024-06-15T08:30:00Z"),
                        "in-passenger-vehicle",
                        1212.5f,
                        0.75f));
        assertThat(parsed.rejections()).isEmpty();
        assertThat(parsed.remarks()).isEmpty();
    }

    @Test
    void the_timeline_of_an_iphone_is_read_completely() throws Exception {
        var parsed = Parsed.of(IPHONE);

        assertThat(parsed.format()).isEqualTo(Format.GOOGLE_TIMELINE_IOS);
        assertThat(parsed.places())
                .containsExactly(
                        "2023-08-27T20:48:56Z 27.7200220 -97.3479510",
                        "2023-08-27T22:04:26.999Z 27.7200220 -97.3479510",
                        "2023-12-27T12:32:18Z 55.5963490 24.7405147",
                        "2023-12-27T12:39:37Z 55.6054870 24.7648727",
                        "2023-08-27T22:04:00Z 27.7011230 -97.3629880",
                        "2023-08-27T23:48:00Z 27.6861290 -97.3818650");
        assertThat(parsed.points().getLast().elevation()).isEqualTo(12.5f);
        assertThat(parsed.visits())
                .containsExactly(new Visit(
                        millis("2023-08-27T20:48:56Z"),
                        millis("2023-08-27T22:04:26.999Z"),
                        277_200_220,
                        -973_479_510,
                        null,
                        null,
                        "ChIJ2",
                        "home",
                        0.71f));
        assertThat(parsed.movements())
                .containsExactly(new Movement(
                        millis("2023-12-27T12:32:18Z"),
                        millis("2023-12-27T12:39:37Z"),
                        "in-passenger-vehicle",
                        1881,
                        0.25f));
    }

    @Test
    void a_path_before_its_start_time_waits_for_it() throws Exception {
        var parsed = Parsed.of("""
                [{"timelinePath": [{"point": "geo:1,2", "durationMinutesOffsetFromStartTime": "0"},
                                   {"point": "geo:3,4", "durationMinutesOffsetFromStartTime": "1.5"}],
                  "endTime": "2024-01-01T11:00:00Z", "startTime": "2024-01-01T10:00:00Z"},
                 {"timelinePath": [{"point": "geo:5,6", "durationMinutesOffsetFromStartTime": "7"}]}]
                """);

        assertThat(parsed.places())
                .containsExactly(
                        "2024-01-01T10:00:00Z 1.0000000 2.0000000", "2024-01-01T10:01:30Z 3.0000000 4.0000000");
        assertThat(parsed.reasons()).containsExactly("no-timestamp");
    }

    @Test
    void a_waiting_path_beyond_the_limit_is_rejected_without_a_time() throws Exception {
        var step = "{\"point\": \"geo:1,2\", \"durationMinutesOffsetFromStartTime\": \"1\"}";
        var parsed = Parsed.of("[{\"timelinePath\": [" + (step + ",").repeat(20_004) + step
                + "], \"startTime\": \"2024-01-01T10:00:00Z\"}]");

        assertThat(parsed.points()).hasSize(20_000);
        assertThat(parsed.reasons()).hasSize(5).containsOnly("no-timestamp");
    }

    @Test
    void a_path_does_not_begin_before_its_segment() throws Exception {
        var parsed = path("{\"point\": \"geo:1,2\", \"durationMinutesOffsetFromStartTime\": \"-5\"}");

        assertThat(parsed.places()).containsExactly("2024-01-01T10:00:00Z 1.0000000 2.0000000");
        assertThat(parsed.remarks()).containsExactly(Remark.TIME_INTERPOLATED);
    }

    @Test
    void a_step_prefers_its_own_time_to_an_offset() throws Exception {
        assertThat(
                        path("{\"point\": \"geo:1,2\", \"durationMinutesOffsetFromStartTime\": \"5\", \"time\": \"2024-01-01T10:30:00Z\"}")
                                .places())
                .containsExactly("2024-01-01T10:30:00Z 1.0000000 2.0000000");
        assertThat(path("{\"point\": \"geo:1,2\", \"durationMinutesOffsetFromStartTime\": \"5\", \"time\": \"\"}")
                        .places())
                .containsExactly("2024-01-01T10:05:00Z 1.0000000 2.0000000");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                                                            | no-timestamp
            `, "time": null`                                              | no-timestamp
            `, "time": "noon"`                                            | timestamp-format
            `, "durationMinutesOffsetFromStartTime": "a while"`           | timestamp-format
            `, "durationMinutesOffsetFromStartTime": 1e300`               | timestamp-range
            `, "durationMinutesOffsetFromStartTime": "99999999"`          | timestamp-range
            """)
    void a_step_without_a_time_is_rejected_with_its_reason(String time, String reason) throws Exception {
        var parsed = path("{\"point\": \"geo:1,2\"" + time + "}");

        assertThat(parsed.points()).isEmpty();
        assertThat(parsed.reasons()).containsExactly(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "53.8°, 10.7°",
                "53.8°,10.7°",
                "53.8 , 10.7",
                "53.8,10.7",
                " 53.8 ° ,  10.7 ° ",
                "geo:53.8,10.7",
                "GEO:53.8, 10.7",
                "geo:53.8,10.7,",
                "geo:53.8,10.7;u=35",
                "geo:53.8,10.7,12;crs=wgs84;u=35",
                "5.38e1,10.7"
            })
    void a_position_is_read_in_all_formats(String point) throws Exception {
        assertThat(placed("\"" + point + "\"").places()).containsExactly("2024-01-01T10:30:00Z 53.8000000 10.7000000");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            53.8°              | coordinate-missing
            somewhere          | coordinate-missing
            geo:               | coordinate-missing
            53.8°,             | coordinate-format
            geo:north,east     | coordinate-format
            53,8°, 10,7°       | coordinate-format
            geo:a,b,c,d;e,f;   | coordinate-format
            geo:1;2,3          | coordinate-format
            NaN, NaN           | coordinate-nan
            91°, 10°           | coordinate-range
            """)
    void an_invalid_position_is_rejected_with_its_reason(String point, String reason) throws Exception {
        var parsed = placed("\"" + point + "\"");

        assertThat(parsed.reasons()).containsExactly(reason);
        assertThat(parsed.points()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\"", "\"  \"", "{}", "[]", "[{\"latLng\": \"1, 2\"}]"})
    void a_missing_position_gives_no_point(String point) throws Exception {
        for (var parsed : new Parsed[] {
            placed(point),
            segment("\"visit\": {\"topCandidate\": {\"placeLocation\": " + point + "}}"),
            segment("\"activity\": {\"start\": " + point + "}"),
            Parsed.of(Format.GOOGLE_TIMELINE, "{\"rawSignals\": [{\"position\": {\"LatLng\": " + point + "}}]}")
        }) {
            assertThat(parsed.points()).isEmpty();
            assertThat(parsed.rejections()).isEmpty();
            assertThat(parsed.visits()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `"startTime": "2024-01-01T10:00:00Z"`                                        | 1 | ``               | 0
            `"endTime": "2024-01-01T10:00:00Z"`                                          | 1 | ``               | 0
            `"startTime": "2024-01-01T10:00:00Z", "endTime": ""`                         | 1 | no-timestamp     | 0
            `"startTime": "2024-01-01T10:00:00Z", "endTime": "2024-01-01T11:00:00+01:00"`| 1 | ``               | 1
            `"endTime": "2024-01-01T11:00:00Z", "startTime": "2024-01-01T10:00:00Z"`     | 2 | ``               | 1
            `"startTime": "2024-01-01T10:00:00Z", "endTime": "2024-01-01T09:00:00Z"`     | 2 | ``               | 0
            `"startTime": "2024-01-01T10:00:00Z", "endTime": "late"`                     | 1 | timestamp-format | 0
            `"startTime": "2024-01-01T10:00:00Z", "endTime": "2060-01-01T00:00:00Z"`     | 1 | timestamp-range  | 0
            `"hierarchyLevel": 0`                                                        | 0 | no-timestamp     | 0
            """)
    void a_visit_has_a_point_for_each_of_its_times(String times, int points, String reason, int visits)
            throws Exception {
        var parsed = Parsed.of(
                Format.GOOGLE_TIMELINE_IOS,
                "[{" + times + ", \"visit\": {\"topCandidate\": {\"placeLocation\": \"geo:1,2\"}}}]");

        assertThat(parsed.points()).hasSize(points);
        assertThat(parsed.reasons()).isEqualTo(reason.isEmpty() ? List.of() : List.of(reason));
        assertThat(parsed.visits()).hasSize(visits);
    }

    @Test
    void an_activity_without_positions_is_still_a_movement() throws Exception {
        var parsed = segment(
                "\"activity\": {\"start\": {}, \"topCandidate\": {\"type\": \"walking\", \"probability\": \"x\"}}");

        assertThat(parsed.points()).isEmpty();
        assertThat(parsed.movements())
                .containsExactly(new Movement(
                        millis("2024-01-01T10:00:00Z"),
                        millis("2024-01-01T11:00:00Z"),
                        "walking",
                        Float.NaN,
                        Float.NaN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UNKNOWN", "unknown activity type", "UNKNOWN_ACTIVITY_TYPE", ""})
    void the_movement_mode_may_be_unknown(String type) throws Exception {
        var parsed =
                segment("\"activity\": {\"start\": \"geo:1,2\", \"end\": \"geo:3,4\", \"topCandidate\": {\"type\": \""
                        + type + "\"}}");

        assertThat(parsed.points()).hasSize(2);
        assertThat(parsed.movements()).isEmpty();
    }

    @Test
    void a_segment_inherits_nothing_from_the_previous_one() throws Exception {
        var parsed = Parsed.of(
                IPHONE.strip().replaceFirst("]$", "")
                        + ", {\"startTime\": \"2024-01-01T10:00:00Z\", \"endTime\": \"2024-01-01T11:00:00Z\"}, {}, null, [], 7]");

        assertThat(parsed.points()).hasSize(6);
        assertThat(parsed.visits()).hasSize(1);
        assertThat(parsed.movements()).hasSize(1);
    }

    @Test
    void a_byte_order_mark_does_not_matter() throws Exception {
        assertThat(Parsed.of("\uFEFF" + ANDROID).points()).hasSize(8);
        assertThat(Parsed.of("\uFEFF" + IPHONE).points()).hasSize(6);
    }

    @Test
    void a_truncated_file_keeps_the_segments_before_the_cut() throws Exception {
        var cut = IPHONE.substring(0, IPHONE.indexOf("\"durationMinutesOffsetFromStartTime\": 108"));
        var parsed = Parsed.ofDamaged(cut.getBytes(StandardCharsets.UTF_8));

        assertThat(parsed.points()).hasSize(5);
        assertThat(requireNonNull(parsed.outcome().damage()).code()).isEqualTo("truncated-file");
    }

    @Property(tries = 500)
    void a_corrupted_android_file_is_read_or_refused(@ForAll long seed) throws Exception {
        Mutations.readOrRefuse(Format.GOOGLE_TIMELINE, ANDROID, seed);
    }

    @Property(tries = 500)
    void a_corrupted_iphone_file_is_read_or_refused(@ForAll long seed) throws Exception {
        Mutations.readOrRefuse(Format.GOOGLE_TIMELINE_IOS, IPHONE, seed);
    }
}

package dev.waymill.formats.google;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SemanticReaderTest {
    private static final String MONTH = """
            {"timelineObjects": [
              {"activitySegment": {
                "startLocation": {"latitudeE7": 0, "longitudeE7": 10000000, "sourceInfo": {"deviceTag": -12}, "accuracyMetres": 7},
                "endLocation": {"latitudeE7": 0, "longitudeE7": 50000000},
                "duration": {"startTimestamp": "2022-03-01T10:00:00.500Z", "endTimestamp": "2022-03-01T11:00:00.500Z"},
                "distance": 444780, "activityType": "IN_TRAIN", "confidence": "HIGH",
                "activities": [{"activityType": "IN_TRAIN", "probability": 87.5}, {"activityType": "WALKING", "probability": 3.1}],
                "waypointPath": {"waypoints": [{"latE7": 0, "lngE7": 20000000}, {"latE7": 0, "lngE7": 40000000}],
                  "source": "INFERRED", "distanceMeters": 9, "travelMode": "DRIVE"},
                "transitPath": {"name": "S1", "transitStops": [
                  {"latitudeE7": 0, "longitudeE7": 30000000, "placeId": "s", "name": "Mitte"}]},
                "simplifiedRawPath": {"points": [
                  {"latE7": 1000000, "lngE7": 25000000, "accuracyMeters": 9, "timestamp": "2022-03-01T10:20:00Z"},
                  {"lngE7": 26000000, "latE7": 1000000, "timestampMs": "1646130060000"}]},
                "parkingEvent": {"timestamp": "2022-03-01T11:01:00Z", "location": {"latitudeE7": 5, "longitudeE7": 50000005}}}},
              {"placeVisit": {
                "location": {"latitudeE7": 525000000, "longitudeE7": 134000000, "placeId": "p", "address": "Am Ufer 1\\nBerlin",
                  "name": "Home", "semanticType": "TYPE_HOME", "locationConfidence": 99.5, "accuracyMetres": 20},
                "duration": {"startTimestampMs": "1646132400000", "endTimestampMs": "1646136000000"},
                "placeConfidence": "HIGH_CONFIDENCE", "visitConfidence": 80, "centerLatE7": 1, "centerLngE7": 2,
                "otherCandidateLocations": [{"latitudeE7": 3, "longitudeE7": 4}],
                "simplifiedRawPath": {"points": [{"latE7": 7, "lngE7": 8, "timestampMs": "1646133000000"}]},
                "childVisits": [{"location": {"latitudeE7": 9, "longitudeE7": 9, "name": "Cellar"},
                  "duration": {"startTimestamp": "2022-03-01T11:10:00Z", "endTimestamp": "2022-03-01T11:20:00Z"}}]}}
            ]}
            """;

    private static final String HOUR =
            "\"duration\": {\"startTimestamp\": \"2022-03-01T10:00:00Z\", \"endTimestamp\": \"2022-03-01T11:00:00Z\"}";

    private static Parsed segment(String... fields) throws Exception {
        return Parsed.of("{\"timelineObjects\": [{\"activitySegment\": {" + String.join(", ", fields) + "}}]}");
    }

    private static Parsed visit(String... fields) throws Exception {
        return Parsed.of("{\"timelineObjects\": [{\"placeVisit\": {" + String.join(", ", fields) + "}}]}");
    }

    private static String waypoints(String waypoints) {
        return "\"waypointPath\": {\"waypoints\": [" + waypoints + "]}";
    }

    private static long millis(String time) {
        return Instant.parse(time).toEpochMilli();
    }

    @Test
    void a_month_is_read_with_all_its_data() throws Exception {
        var parsed = Parsed.of(MONTH);

        assertThat(parsed.format()).isEqualTo(Format.GOOGLE_SEMANTIC);
        assertThat(parsed.places())
                .containsExactlyInAnyOrder(
                        "2022-03-01T10:00:00.500Z 0.0000000 1.0000000",
                        "2022-03-01T10:15:00.500Z 0.0000000 2.0000000",
                        "2022-03-01T10:20:00Z 0.1000000 2.5000000",
                        "2022-03-01T10:21:00Z 0.1000000 2.6000000",
                        "2022-03-01T10:30:00.500Z 0.0000000 3.0000000",
                        "2022-03-01T10:45:00.500Z 0.0000000 4.0000000",
                        "2022-03-01T11:00:00.500Z 0.0000000 5.0000000",
                        "2022-03-01T11:01:00Z 0.0000005 5.0000005",
                        "2022-03-01T11:00:00Z 52.5000000 13.4000000",
                        "2022-03-01T12:00:00Z 52.5000000 13.4000000",
                        "2022-03-01T11:10:00Z 0.0000007 0.0000008",
                        "2022-03-01T11:10:00Z 0.0000009 0.0000009",
                        "2022-03-01T11:20:00Z 0.0000009 0.0000009");
        assertThat(parsed.remarks()).containsOnly(Remark.TIME_INTERPOLATED).hasSize(3);
        assertThat(parsed.movements())
                .containsExactly(new Movement(
                        millis("2022-03-01T10:00:00.500Z"),
                        millis("2022-03-01T11:00:00.500Z"),
                        "in-train",
                        444_780,
                        0.875f));
        assertThat(parsed.visits())
                .containsExactly(
                        new Visit(
                                millis("2022-03-01T11:10:00Z"),
                                millis("2022-03-01T11:20:00Z"),
                                9,
                                9,
                                "Cellar",
                                null,
                                null,
                                null,
                                Float.NaN),
                        new Visit(
                                millis("2022-03-01T11:00:00Z"),
                                millis("2022-03-01T12:00:00Z"),
                                525_000_000,
                                134_000_000,
                                "Home",
                                "Am Ufer 1, Berlin",
                                "p",
                                "home",
                                0.8f));
        assertThat(parsed.rejections()).isEmpty();
    }

    @Test
    void a_start_location_has_an_accuracy_and_a_device() throws Exception {
        assertThat(Parsed.of(MONTH).points())
                .filteredOn(point -> point.device() != null)
                .containsExactly(new TimelinePoint(
                        millis("2022-03-01T10:00:00.500Z"),
                        0,
                        10_000_000,
                        Float.NaN,
                        7,
                        Float.NaN,
                        Float.NaN,
                        Float.NaN,
                        "-12",
                        null));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            `"startTimestamp": "2025-03-24 20:07:24 +0100"`,                             `2025-03-24T19:07:24Z`
            `"startTimestamp": "2025-03-24T20:20:23+01:00"`,                             `2025-03-24T19:20:23Z`
            `"startTimestamp": "2025-03-24T20:20:23.5Z"`,                                `2025-03-24T20:20:23.500Z`
            `"startTimestamp": "1742844232"`,                                            `2025-03-24T19:23:52Z`
            `"startTimestamp": "1742844302585"`,                                         `2025-03-24T19:25:02.585Z`
            `"startTimestampMs": "1742844302585"`,                                       `2025-03-24T19:25:02.585Z`
            `"startTimestampMs": 1742844302585`,                                         `2025-03-24T19:25:02.585Z`
            `"startTimestampMs": "1", "startTimestamp": "2025-03-24T20:20:23Z"`,         `2025-03-24T20:20:23Z`
            `"startTimestamp": "2025-03-24T20:20:23Z", "startTimestampMs": "1"`,         `2025-03-24T20:20:23Z`
            """)
    void times_are_read_in_all_formats_that_google_used(String start, Instant expected) throws Exception {
        var duration = "\"duration\": {" + start + "}";
        var place = "{\"latitudeE7\": 10000000, \"longitudeE7\": 20000000}";

        assertThat(visit("\"location\": " + place, duration).places())
                .containsExactly(expected + " 1.0000000 2.0000000");
        assertThat(segment(duration, "\"startLocation\": " + place).places())
                .containsExactly(expected + " 1.0000000 2.0000000");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            `"location": {"latitudeE7": 1, "longitudeE7": 2}, "centerLatE7": 5, "centerLngE7": 6`,                  1 2
            `"location": {"name": "x"}, "centerLatE7": 5, "centerLngE7": 6, "otherCandidateLocations": []`,         5 6
            `"otherCandidateLocations": [{}, {"latitudeE7": 1}, {"latitudeE7": 3, "longitudeE7": 4}, {"latitudeE7": 7, "longitudeE7": 8}]`, 3 4
            `"location": {"latitudeE7": 1, "longitudeE7": 9e9}, "otherCandidateLocations": [{"latitudeE7": 3, "longitudeE7": 4}]`, 3 4
            """)
    void the_place_of_a_visit_is_the_first_known_one(String fields, String place) throws Exception {
        var parsed = visit(HOUR, fields);

        assertThat(parsed.points())
                .hasSize(2)
                .allSatisfy(point -> assertThat(point.latitudeE7() + " " + point.longitudeE7())
                        .isEqualTo(place));
        assertThat(parsed.visits()).hasSize(1);
        assertThat(parsed.rejections()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            `"startLocation": {}`,                                                          ``
            `"startLocation": null, "endLocation": 5`,                                      ``
            `"startLocation": {"latitudeE7": 1}`,                                           coordinate-missing
            `"endLocation": {"longitudeE7": 1}`,                                            coordinate-missing
            `"endLocation": {"latitudeE7": 1, "longitudeE7": 1800000001}`,                  coordinate-range
            `"waypointPath": {"waypoints": [{}, null, 1, {"latE7": 900000001, "lngE7": 1}]}`, coordinate-range
            `"simplifiedRawPath": {"points": [{"latE7": 1, "lngE7": 1}, {}]}`,              no-timestamp
            """)
    void a_missing_position_is_skipped_and_an_incomplete_one_rejected(String fields, String reason) throws Exception {
        var parsed = segment(HOUR, fields);

        assertThat(parsed.points()).isEmpty();
        assertThat(parsed.reasons()).isEqualTo(reason.isEmpty() ? List.of() : List.of(reason));
    }

    @Test
    void an_overflowed_coordinate_is_corrected_in_every_field() throws Exception {
        var parsed = segment(
                HOUR,
                "\"startLocation\": {\"latitudeE7\": 3956413810, \"longitudeE7\": 1}",
                waypoints("{\"latE7\": 3956413811, \"lngE7\": 3545657745}"));

        assertThat(parsed.points()).extracting(TimelinePoint::latitudeE7).containsExactly(-338_553_486, -338_553_485);
        assertThat(parsed.points().getLast().longitudeE7()).isEqualTo(-749_309_551);
        assertThat(parsed.remarks()).containsExactly(Remark.E7_OVERFLOW, Remark.E7_OVERFLOW, Remark.TIME_INTERPOLATED);
    }

    @Test
    void waypoint_times_are_proportional_to_their_distance() throws Exception {
        // Three waypoints without start and end, across the date line. The second is at a fifth of the distance.
        var parsed = segment(
                HOUR,
                waypoints("{\"latE7\": 0, \"lngE7\": 1790000000}, {\"latE7\": 0, \"lngE7\": -1800000000},"
                        + " {\"latE7\": 0, \"lngE7\": -1760000000}"));

        assertThat(parsed.places())
                .containsExactly(
                        "2022-03-01T10:00:00Z 0.0000000 179.0000000",
                        "2022-03-01T10:12:00Z 0.0000000 -180.0000000",
                        "2022-03-01T11:00:00Z 0.0000000 -176.0000000");
    }

    @Test
    void a_stop_with_a_time_keeps_it() throws Exception {
        var parsed = segment(
                HOUR,
                "\"transitPath\": {\"transitStops\": [{\"latitudeE7\": 1, \"longitudeE7\": 1,"
                        + " \"timestamp\": \"2022-03-01T10:40:00Z\"}]}");

        assertThat(parsed.places()).containsExactly("2022-03-01T10:40:00Z 0.0000001 0.0000001");
        assertThat(parsed.remarks()).isEmpty();
    }

    @Test
    void distances_are_measured_on_the_sphere() throws Exception {
        // At 60 degrees of latitude, a degree of longitude is half as long as a degree of latitude.
        var parsed = segment(
                HOUR,
                "\"startLocation\": {\"latitudeE7\": 600000000, \"longitudeE7\": 0}",
                waypoints("{\"latE7\": 600000000, \"lngE7\": 10000000}"),
                "\"endLocation\": {\"latitudeE7\": 610000000, \"longitudeE7\": 10000000}");

        assertThat(parsed.points().getLast().epochMillis() - millis("2022-03-01T10:20:00Z"))
                .isCloseTo(0, within(100L));
    }

    @Test
    void waypoints_of_a_zero_length_path_have_even_times() throws Exception {
        var parsed =
                segment(HOUR, waypoints("{\"latE7\": 1, \"lngE7\": 1},".repeat(2) + "{\"latE7\": 1, \"lngE7\": 1}"));

        assertThat(parsed.points())
                .extracting(TimelinePoint::epochMillis)
                .containsExactly(
                        millis("2022-03-01T10:00:00Z"), millis("2022-03-01T10:30:00Z"), millis("2022-03-01T11:00:00Z"));
    }

    @Test
    void only_a_start_point_has_a_time_without_an_end_time() throws Exception {
        var start = "\"duration\": {\"startTimestamp\": \"2022-03-01T10:00:00Z\"}";
        var way = waypoints("{\"latE7\": 1, \"lngE7\": 1}, {\"latE7\": 20000000, \"lngE7\": 1}");
        var parsed = segment(start, way);

        assertThat(parsed.places()).containsExactly("2022-03-01T10:00:00Z 0.0000001 0.0000001");
        assertThat(parsed.reasons()).containsExactly("no-timestamp");
        assertThat(segment("\"endLocation\": {\"latitudeE7\": 1, \"longitudeE7\": 1}", start)
                        .reasons())
                .containsExactly("no-timestamp");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            `"activities": [{"activityType": "WALKING", "probability": 0.25}, {"activityType": "CYCLING", "probability": 0.5}]`, cycling, 0.5
            `"activityType": "FLYING", "activities": [{"activityType": "WALKING", "probability": 30}]`,                           flying,  NaN
            `"activityType": "UNKNOWN_ACTIVITY_TYPE", "waypointPath": {"travelMode": "WALK"}`,                                    walk,    NaN
            `"activities": [{"activityType": "WALKING", "probability": 0.0}], "waypointPath": {"travelMode": "DRIVE"}`,           drive,   NaN
            """)
    void the_movement_mode_is_googles_most_likely_one(String fields, String mode, float confidence) throws Exception {
        assertThat(segment(HOUR, fields).movements())
                .containsExactly(new Movement(
                        millis("2022-03-01T10:00:00Z"), millis("2022-03-01T11:00:00Z"), mode, Float.NaN, confidence));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\uFEFF%s",
                "%s\n\n",
                "{\"version\": [1, {\"timelineObjects\": 2}], \"timelineObjects\": null, %2$s"
            })
    void segments_are_found_at_any_nesting(String file) throws Exception {
        assertThat(Parsed.of(file.formatted(MONTH, MONTH.strip().substring(1))).points())
                .hasSize(13);
    }

    @Test
    void a_truncated_file_keeps_the_segments_before_the_cut() throws Exception {
        var cut = MONTH.substring(0, MONTH.indexOf("\"centerLatE7\""));
        var parsed = Parsed.ofDamaged(cut.getBytes(StandardCharsets.UTF_8));

        assertThat(parsed.points()).hasSize(8);
        assertThat(parsed.movements()).hasSize(1);
        assertThat(requireNonNull(parsed.outcome().damage()).code()).isEqualTo("truncated-file");
    }

    @Test
    @Timeout(60)
    void a_long_address_of_blanks_is_read_quickly() throws Exception {
        var parsed = Parsed.of(MONTH.replace("Am Ufer 1", "Am" + " ".repeat(200_000) + "Ufer 1"));

        // Text is cut before it is searched for blanks.
        assertThat(parsed.visits().getLast().address()).isEqualTo("Am");
    }

    @Property(tries = 500)
    void a_corrupted_file_is_read_or_refused(@ForAll long seed) throws Exception {
        Mutations.readOrRefuse(Format.GOOGLE_SEMANTIC, MONTH, seed);
    }
}

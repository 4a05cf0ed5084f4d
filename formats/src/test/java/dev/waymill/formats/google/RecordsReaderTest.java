package dev.waymill.formats.google;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.formats.Format;
import dev.waymill.formats.Mutations;
import dev.waymill.formats.Parsed;
import dev.waymill.formats.point.Place;
import dev.waymill.formats.point.Remark;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.formats.reader.UnreadableFileException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordsReaderTest {
    private static final String RECORD = """
            {"latitudeE7": 525121303, "longitudeE7": -134309551, "accuracy": 25, "altitude": 48, "velocity": 3,
             "heading": 271, "source": "WIFI", "deviceTag": -335552189, "verticalAccuracy": 2,
             "activeWifiScan": {"accessPoints": [{"mac": "1", "latitudeE7": 5}]},
             "activity": [
               {"timestamp": "2022-01-12T17:18:24.190Z", "activity": [
                 {"type": "STILL", "confidence": 40}, {"confidence": 60, "type": "IN_PASSENGER_VEHICLE"}]},
               {"timestamp": "2022-01-12T17:18:25Z", "activity": [{"type": "WALKING", "confidence": 60}]}],
             "timestamp": "2022-01-12T17:18:24.190Z"}""";

    private static Parsed parsed(String... records) throws Exception {
        return Parsed.of("{\"locations\": [" + String.join(",\n", records) + "]}");
    }

    /// Parses a record at 1 and 2 degrees with the given time.
    private static Parsed at(String time) throws Exception {
        return parsed("{\"latitudeE7\": 10000000, \"longitudeE7\": 20000000, " + time + "}");
    }

    @Test
    void a_record_has_all_attributes_from_the_phone() throws Exception {
        var parsed = parsed(RECORD);

        assertThat(parsed.format()).isEqualTo(Format.GOOGLE_RECORDS);
        assertThat(parsed.points())
                .containsExactly(new TimelinePoint(
                        Instant.parse("2022-01-12T17:18:24.190Z").toEpochMilli(),
                        525_121_303,
                        -134_309_551,
                        48,
                        25,
                        3,
                        271,
                        Float.NaN,
                        "-335552189",
                        "in-passenger-vehicle"));
        assertThat(parsed.remarks()).isEmpty();
    }

    @Test
    void a_record_inherits_nothing_from_the_previous_one() throws Exception {
        var bare = "{\"timestamp\": \"2022-01-12T17:18:24Z\", \"longitudeE7\": 2, \"latitudeE7\": 1}";
        var parsed = parsed(RECORD, bare, "{}");

        var point = parsed.points().get(1);
        assertThat(point.device()).isNull();
        assertThat(point.activity()).isNull();
        assertThat(new float[] {point.elevation(), point.accuracy(), point.speed(), point.course()})
                .containsOnly(Float.NaN);
        assertThat(parsed.reasons()).containsExactly("coordinate-missing");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            `"timestamp": "2022-01-12T17:18:24.190Z"`,                              `2022-01-12T17:18:24.190Z`
            `"timestamp": "2022-01-12T17:18:24Z"`,                                  `2022-01-12T17:18:24Z`
            `"timestamp": "2022-01-12T17:18:24.1901234Z"`,                          `2022-01-12T17:18:24.190Z`
            `"timestamp": "2022-01-12 18:18:24 +0100"`,                             `2022-01-12T17:18:24Z`
            `"timestampMs": "1642007904190"`,                                       `2022-01-12T17:18:24.190Z`
            `"timestampMs": 1642007904190`,                                         `2022-01-12T17:18:24.190Z`
            `"timestamp": "1642007904"`,                                            `2022-01-12T17:18:24Z`
            `"timestampMs": "1", "timestamp": "2022-01-12T17:18:24Z"`,              `2022-01-12T17:18:24Z`
            `"timestamp": "2022-01-12T17:18:24Z", "timestampMs": "1"`,              `2022-01-12T17:18:24Z`
            `"timestamp": "soon", "timestampMs": "1642007904190"`,                  `2022-01-12T17:18:24.190Z`
            `"timestampMs": "1642007904190", "timestamp": null`,                    `2022-01-12T17:18:24.190Z`
            """)
    void times_are_read_in_all_formats_that_google_used(String time, Instant expected) throws Exception {
        var parsed = at(time);

        assertThat(parsed.points()).extracting(TimelinePoint::epochMillis).containsExactly(expected.toEpochMilli());
        assertThat(parsed.remarks()).isEmpty();
    }

    @Test
    void seconds_in_a_milliseconds_field_are_read_with_a_remark() throws Exception {
        var parsed = at("\"timestampMs\": \"1642007904\"");

        assertThat(parsed.places()).containsExactly("2022-01-12T17:18:24Z 1.0000000 2.0000000");
        assertThat(parsed.remarks()).containsExactly(Remark.TIME_UNIT);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            `"longitudeE7": 1, "timestamp": "2022-01-12T17:18:24Z"`,                                coordinate-missing
            `"latitudeE7": null, "longitudeE7": 1, "timestamp": "2022-01-12T17:18:24Z"`,            coordinate-missing
            `"latitudeE7": NaN, "longitudeE7": 1, "timestamp": "2022-01-12T17:18:24Z"`,             coordinate-nan
            `"latitudeE7": -INF, "longitudeE7": 1, "timestamp": "2022-01-12T17:18:24Z"`,            coordinate-nan
            `"latitudeE7": "north", "longitudeE7": 1, "timestamp": "2022-01-12T17:18:24Z"`,         coordinate-format
            `"latitudeE7": 900000001, "longitudeE7": 1, "timestamp": "2022-01-12T17:18:24Z"`,       coordinate-range
            `"latitudeE7": 99999999999999999999, "longitudeE7": 1, "timestamp": "2022-01-12T17:18:24Z"`, coordinate-range
            `"latitudeE7": 1, "longitudeE7": 1`,                                                    no-timestamp
            `"latitudeE7": 1, "longitudeE7": 1, "timestamp": "2022-02-30T00:00:00Z"`,               timestamp-format
            `"latitudeE7": 1, "longitudeE7": 1, "timestampMs": "x"`,                                timestamp-format
            `"latitudeE7": 1, "longitudeE7": 1, "timestampMs": "0"`,                                timestamp-range
            `"latitudeE7": 1, "longitudeE7": 1, "timestamp": "2060-01-01T00:00:00Z"`,               timestamp-range
            """)
    void a_record_without_a_valid_position_is_rejected_with_its_reason(String fields, String reason) throws Exception {
        var parsed = parsed("{" + fields + "}", RECORD);

        assertThat(parsed.reasons()).containsExactly(reason);
        assertThat(parsed.rejections().getFirst().place()).isEqualTo(Place.offset(15));
        assertThat(parsed.points()).hasSize(1);
    }

    @Test
    void a_rejection_quotes_the_original_text() throws Exception {
        assertThat(parsed("{\"latitudeE7\": \"north\", \"longitudeE7\": 1.5e9, \"timestamp\": \"soon\"}")
                        .rejections()
                        .getFirst()
                        .text())
                .isEqualTo("lat=\"north\" lonE7=\"1500000000\" time=\"soon\"");
    }

    @Test
    void a_coordinate_that_overflowed_32_bits_is_corrected() throws Exception {
        var parsed = parsed(
                "{\"latitudeE7\": 3956413810, \"longitudeE7\": \"3545657745\", \"timestampMs\": \"1642007904190\"}");

        assertThat(parsed.places()).containsExactly("2022-01-12T17:18:24.190Z -33.8553486 -74.9309551");
        assertThat(parsed.remarks()).containsExactly(Remark.E7_OVERFLOW);
    }

    @Test
    void quoted_numbers_keep_all_their_digits() throws Exception {
        var parsed = parsed(
                "{\"latitudeE7\": \"-412345678\", \"longitudeE7\": \"1745678912\", \"timestampMs\": \"1642007904190\"}");

        assertThat(parsed.places()).containsExactly("2022-01-12T17:18:24.190Z -41.2345678 174.5678912");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            `[{"activity": [{"type": "UNKNOWN", "confidence": 90}, {"type": "WALKING", "confidence": 10}]}]`, ``
            `[{"activity": [{"type": "STILL", "confidence": 100}]}]`,                                        `still`
            `[{"activity": [{"type": "WALKING"}]}]`,                                                         ``
            `[{"activity": [{"confidence": 100}]}]`,                                                         ``
            `[{"activity": {"type": "WALKING", "confidence": 100}}]`,                                        ``
            `[[], 1, null, {"activity": [null, [], {"type": "RUNNING", "confidence": "7"}]}]`,               `running`
            `"WALKING"`,                                                                                     ``
            """)
    void the_most_likely_activity_is_used_unless_unknown(String activity, String expected) throws Exception {
        var parsed =
                parsed("{\"latitudeE7\": 1, \"longitudeE7\": 2, \"timestamp\": \"2022-01-12T17:18:24Z\", \"activity\": "
                        + activity + "}");

        assertThat(parsed.points().getFirst().activity()).isEqualTo(expected.isEmpty() ? null : expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\uFEFF{\"locations\": [%s]}",
                "{\"version\": {\"locations\": 1}, \"locations\": [%s], \"more\": [1, {}]}",
                "[%s]",
                "{\"locations\": [null, 7, [%1$s], %1$s]}"
            })
    void records_are_found_at_any_nesting(String file) throws Exception {
        assertThat(Parsed.of(Format.GOOGLE_RECORDS, file.formatted(RECORD)).points())
                .hasSize(1);
    }

    @Test
    void a_truncated_file_keeps_the_records_before_the_cut() throws Exception {
        var file = "{\"locations\": [" + RECORD + "," + RECORD + "," + RECORD.substring(0, 90);
        var parsed = Parsed.ofDamaged(file.getBytes(StandardCharsets.UTF_8));

        assertThat(parsed.points()).hasSize(2);
        assertThat(parsed.rejections()).isEmpty();
        assertThat(requireNonNull(parsed.outcome().damage()).code()).isEqualTo("truncated-file");
        assertThatThrownBy(() -> Parsed.of(file)).isInstanceOf(UnreadableFileException.class);
    }

    @Property(tries = 500)
    void a_corrupted_file_is_read_or_refused(@ForAll long seed) throws Exception {
        var file = "{\"locations\": [" + (RECORD + ",").repeat(9) + RECORD + "]}";

        Mutations.readOrRefuse(Format.GOOGLE_RECORDS, file, seed);
    }
}

package dev.waymill.formats;

import static dev.waymill.formats.Packing.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.formats.point.Movement;
import dev.waymill.formats.point.Remark;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.formats.reader.Hints;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the uploader says about a file's times: zone, pattern and shift.
class TimeHintsTest {
    private static final String GPX =
            "<gpx><trk><trkseg><trkpt lat=\"1\" lon=\"2\"><time>%s</time></trkpt></trkseg></trk></gpx>";

    @ParameterizedTest
    @CsvSource({
        "2026-01-15T12:00:00,       Europe/Berlin,    2026-01-15T11:00:00Z",
        "2026-05-15 12:00:00,       Europe/Berlin,    2026-05-15T10:00:00Z",
        "15.05.2026 12:00,          Asia/Kathmandu,   2026-05-15T06:15:00Z",
        "Fri May 15 12:00:00 2026,  America/New_York, 2026-05-15T16:00:00Z",
        "2026-05-15T12:00:00,       -03:30,           2026-05-15T15:30:00Z",
        "2026-05-15T12:00:00Z,      Europe/Berlin,    2026-05-15T12:00:00Z",
        "2026-05-15T12:00:00+01:00, Europe/Berlin,    2026-05-15T11:00:00Z",
        "20260515120000,            Asia/Tokyo,       2026-05-15T03:00:00Z",
        "1778846400,                Asia/Tokyo,       2026-05-15T12:00:00Z",
        "2026-05-15T12:00:00 CST,   Asia/Shanghai,    2026-05-15T04:00:00Z"
    })
    void a_time_without_a_zone_is_in_the_zone_of_the_uploader(String time, String zone, Instant expected)
            throws Exception {
        var hints = hints(ZoneId.of(zone), null, Duration.ZERO);

        for (var file : new String[] {GPX.formatted(time), "lat;lon;time\n1;2;" + time}) {
            var parsed = parsed(file, hints);

            assertThat(times(parsed)).as(file).containsExactly(expected);
            assertThat(parsed.remarks()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        // This hour is skipped: it is read with the offset before the change.
        "2026-03-29T02:30:00, Europe/Berlin, 2026-03-29T01:30:00Z",
        // This hour comes twice: the first is taken.
        "2025-10-26T02:30:00, Europe/Berlin, 2025-10-26T00:30:00Z",
        "2026-04-05T01:45:00, Australia/Lord_Howe, 2026-04-04T14:45:00Z",
        "09/07/2025 00:30,    America/Santiago, 2025-09-07T04:30:00Z"
    })
    void a_time_at_a_clock_change_is_remarked_upon(String time, String zone, Instant expected) throws Exception {
        var hints = hints(ZoneId.of(zone), null, Duration.ZERO);

        var parsed = parsed("lat;lon;time\n1;2;" + time + "\n1;2;12/13/2025 12:00\n", hints);

        assertThat(times(parsed)).startsWith(expected);
        assertThat(parsed.remarks()).containsExactly(Remark.CLOCK_CHANGE);
    }

    @Test
    void utc_is_assumed_without_a_zone_and_remarked_upon_where_the_format_does_not_say_so() throws Exception {
        assertThat(parsed("lat;lon;time\n1;2;2026-5-15 12:00", Hints.NONE).remarks())
                .containsExactly(Remark.ZONE_ASSUMED);
        assertThat(parsed("lat;lon;time\n1;2;2026-5-15 12:00 UTC", Hints.NONE).remarks())
                .isEmpty();
        assertThat(parsed(GPX.formatted("2026-5-15 12:00"), Hints.NONE).remarks())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            04/05/2026 10:15:30  ! dd/MM/yyyy HH:mm:ss        ! 2026-05-04T08:15:30Z
            10h15 04-05-26       ! HH'h'mm dd-MM-yy           ! 2026-05-04T08:15:00Z
            4 may 2026 10.15 pm  ! d MMM yyyy hh.mm a         ! 2026-05-04T20:15:00Z
            2026124101530        ! yyyyDDDHHmmss              ! 2026-05-04T08:15:30Z
            04/05/2026 10:15 -05 ! MM/dd/yyyy HH:mm x         ! 2026-04-05T15:15:00Z
            2026-05-04T10:15:30Z ! yyyy-MM-dd'T'HH:mm:ssXXX   ! 2026-05-04T10:15:30Z
            """)
    void a_time_is_read_by_the_pattern_of_the_uploader(String time, String pattern, Instant expected) throws Exception {
        var hints = hints(ZoneId.of("Europe/Berlin"), pattern, Duration.ZERO);

        for (var file : new String[] {GPX.formatted(time), "lat;lon;time\n1;2;" + time}) {
            assertThat(times(parsed(file, hints))).as(file).containsExactly(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2026-05-04T10:15:30Z, dd/MM/yyyy HH:mm:ss",
        "31/31/2026 10:15:30,  dd/MM/yyyy HH:mm:ss",
        "31/02/2026 10:15:30,  dd/MM/yyyy HH:mm:ss",
        "04/05/2026,           dd/MM/yyyy",
        "1778846400,           dd/MM/yyyy HH:mm:ss"
    })
    void a_time_that_does_not_match_the_pattern_is_malformed(String time, String pattern) throws Exception {
        var hints = hints(null, pattern, Duration.ZERO);

        for (var file : new String[] {GPX.formatted(time), "lat;lon;time\n1;2;" + time}) {
            var parsed = parsed(file, hints);

            assertThat(parsed.reasons()).as(file).containsExactly("timestamp-format");
            assertThat(parsed.rejections().getFirst().text()).contains("time=\"" + time + "\"");
        }
    }

    @Test
    void a_pattern_reads_a_date_and_a_time_of_day_in_two_columns() throws Exception {
        var columns = Map.of("date", "Tag", "time", "Uhrzeit");
        var hints = new Hints(columns, null, "dd/MM/yyyy HH-mm-ss", Duration.ZERO, false);

        var parsed = parsed("lat;lon;Tag;Uhrzeit\n1;2;04/05/2026;10-15-30\n", hints);

        assertThat(times(parsed)).containsExactly(Instant.parse("2026-05-04T10:15:30Z"));
    }

    @Test
    void columns_of_any_name_hold_the_date_and_the_time_of_day() throws Exception {
        var hints = Hints.columns(Map.of("date", "Datum", "time", "Uhrzeit"));

        var parsed = parsed("lat;lon;Datum;Uhrzeit\n1;2;13.04.2026;10:15:30\n", hints);

        assertThat(times(parsed)).containsExactly(Instant.parse("2026-04-13T10:15:30Z"));
    }

    @Test
    void a_shift_applies_to_points_visits_and_movements_alike() throws Exception {
        var timeline = """
                {"semanticSegments": [
                  {"startTime": "2026-01-01T10:00:00Z", "endTime": "2026-01-01T11:00:00Z",
                   "visit": {"topCandidate": {"placeLocation": {"latLng": "1°, 2°"}}}},
                  {"startTime": "2026-01-01T11:00:00Z", "endTime": "2026-01-01T12:00:00Z",
                   "activity": {"start": {"latLng": "1°, 2°"}, "end": {"latLng": "1°, 3°"},
                                "topCandidate": {"type": "WALKING"}}}]}
                """;

        var parsed = parsed(timeline, hints(null, null, Duration.ofMinutes(-90)));

        assertThat(times(parsed))
                .containsExactly(
                        Instant.parse("2026-01-01T08:30:00Z"),
                        Instant.parse("2026-01-01T09:30:00Z"),
                        Instant.parse("2026-01-01T09:30:00Z"),
                        Instant.parse("2026-01-01T10:30:00Z"));
        assertThat(parsed.visits()).singleElement().satisfies(visit -> {
            assertThat(Instant.ofEpochMilli(visit.from())).isEqualTo(Instant.parse("2026-01-01T08:30:00Z"));
            assertThat(Instant.ofEpochMilli(visit.to())).isEqualTo(Instant.parse("2026-01-01T09:30:00Z"));
        });
        assertThat(parsed.movements())
                .extracting(Movement::from)
                .containsExactly(Instant.parse("2026-01-01T09:30:00Z").toEpochMilli());
    }

    @Test
    void bounds_apply_to_the_shifted_time_and_a_rejection_shows_the_written_one() throws Exception {
        var file = "lat;lon;time\n1;2;1970-01-02T00:00:00Z\n1;2;2030-01-01T00:00:00Z\n";

        var forward = parsed(file, hints(null, null, Duration.parse("P7168D")));
        var back = parsed(file, hints(null, null, Duration.parse("P-3652D")));

        assertThat(times(forward)).containsExactly(Instant.parse("1989-08-18T00:00:00Z"));
        assertThat(forward.rejections().getFirst().text()).contains("2030-01-01T00:00:00Z");
        assertThat(times(back)).containsExactly(Instant.parse("2020-01-02T00:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "1980-01-06T00:00:00Z,     ",
        "1980-01-05T23:59:59.999Z, timestamp-range",
        "315964799,                timestamp-range",
        "1979-12-31T00:00:00Z,     timestamp-range",
        "100000000,                timestamp-range",
        "1999-08-22T00:00:00Z,     ",
        "2026-06-01T23:59:59Z,     ",
        "2026-06-03T00:00:01Z,     timestamp-range"
    })
    void a_fix_is_not_older_than_gps_nor_in_the_future(String time, @Nullable String reason) throws Exception {
        for (var file : new String[] {GPX.formatted(time), "lat;lon;time\n1;2;" + time}) {
            assertThat(parsed(file, Hints.NONE).reasons())
                    .as(file)
                    .isEqualTo(reason == null ? List.of() : List.of(reason));
        }
    }

    private static Parsed parsed(String file, Hints hints) throws Exception {
        return Parsed.of(bytes(file), new LocationFile.Options(null, false, hints, Parsed.CLOCK));
    }

    private static List<Instant> times(Parsed parsed) {
        return parsed.points().stream()
                .map(TimelinePoint::epochMillis)
                .map(Instant::ofEpochMilli)
                .toList();
    }

    private static Hints hints(@Nullable ZoneId zone, @Nullable String pattern, Duration shift) {
        return new Hints(Map.of(), zone, pattern, shift, false);
    }
}

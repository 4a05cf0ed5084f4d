package dev.waymill.formats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.formats.reader.Hints;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// One set of notations of times, for all text formats.
class TimeNotationTest {
    /// A file of each format with one point, at the time `%s`.
    private static final Map<Format, String> FILES = Map.of(
            Format.GPX,
            "<gpx><trk><trkseg><trkpt lat=\"52.5\" lon=\"13.4\"><time>%s</time></trkpt></trkseg></trk></gpx>",
            Format.KML,
            "<kml><Placemark><TimeStamp><when>%s</when></TimeStamp><Point><coordinates>13.4,52.5</coordinates></Point>"
                    + "</Placemark></kml>",
            Format.TCX,
            "<TrainingCenterDatabase><Trackpoint><Time>%s</Time><Position><LatitudeDegrees>52.5</LatitudeDegrees>"
                    + "<LongitudeDegrees>13.4</LongitudeDegrees></Position></Trackpoint></TrainingCenterDatabase>",
            Format.CSV,
            "lat;lon;time\n52.5;13.4;%s\n",
            Format.GEOJSON,
            "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[13.4,52.5]},"
                    + "\"properties\":{\"time\":\"%s\"}}",
            Format.POINTS,
            "[{\"lat\":52.5,\"lon\":13.4,\"time\":\"%s\"}]",
            Format.GOOGLE_RECORDS,
            "{\"locations\":[{\"latitudeE7\":525000000,\"longitudeE7\":134000000,\"timestamp\":\"%s\"}]}",
            Format.GOOGLE_TIMELINE,
            "{\"semanticSegments\":[{\"timelinePath\":[{\"point\":\"52.5°, 13.4°\",\"time\":\"%s\"}]}]}");

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            2026-4-3T1:2:9Z                                       ! 2026-04-03T01:02:09Z
            2026-4-13 9:05:07.25                                  ! 2026-04-13T09:05:07.250Z
            2026-04-13T09:05+05:45                                ! 2026-04-13T03:20:00Z
            2026-04-13T09:05:07+09:00[Asia/Tokyo]                 ! 2026-04-13T00:05:07Z
            2026-04-13T09:05:07.125[America/Lima]                 ! 2026-04-13T14:05:07.125Z
            2026-04-13T09:05:07Z[Etc/UTC]                         ! 2026-04-13T09:05:07Z
            2026-03-31T24:00:00Z                                  ! 2026-04-01T00:00:00Z
            2025-12-31T24:00+01:00                                ! 2025-12-31T23:00:00Z
            2016-12-31T23:59:60Z                                  ! 2017-01-01T00:00:00Z
            2012-07-01T05:29:60+05:30                             ! 2012-07-01T00:00:00Z
            2015-06-30T23:59:60.5Z                                ! 2015-07-01T00:00:00.500Z
            20260413T090507Z                                      ! 2026-04-13T09:05:07Z
            20260413T090507.789-0330                              ! 2026-04-13T12:35:07.789Z
            20260413T0905+02                                      ! 2026-04-13T07:05:00Z
            20260413090507                                        ! 2026-04-13T09:05:07Z
            20260413 09:05:07 UTC                                 ! 2026-04-13T09:05:07Z
            2026-103T09:05:07Z                                    ! 2026-04-13T09:05:07Z
            2026103T090507Z                                       ! 2026-04-13T09:05:07Z
            2024-366 24:00Z                                       ! 2025-01-01T00:00:00Z
            2026-W16-1T09:05:07+02:00                             ! 2026-04-13T07:05:07Z
            2026W161T090507Z                                      ! 2026-04-13T09:05:07Z
            2020-W53-7T09:05Z                                     ! 2021-01-03T09:05:00Z
            2025-W01-1T09:05Z                                     ! 2024-12-30T09:05:00Z
            2026-04-13T090507Z                                    ! 2026-04-13T09:05:07Z
            2026-04-13T09Z                                        ! 2026-04-13T09:00:00Z
            2026-04-13 09:05Z                                     ! 2026-04-13T09:05:00Z
            2026-04-13 09:05:07 UTC                               ! 2026-04-13T09:05:07Z
            2026-04-13 09:05:07 GMT                               ! 2026-04-13T09:05:07Z
            2026-04-13 09:05:07 Z                                 ! 2026-04-13T09:05:07Z
            2026-04-13 09:05:07 utc                               ! 2026-04-13T09:05:07Z
            2026-04-13 09:05:07 UTC+02:00                         ! 2026-04-13T07:05:07Z
            2026-04-13 09:05:07 GMT-3                             ! 2026-04-13T12:05:07Z
            2026-04-13T09:05:07+2:00                              ! 2026-04-13T07:05:07Z
            2026-04-13T09:05:07 +0200                             ! 2026-04-13T07:05:07Z
            2026-04-13T09:05:07+02:00:00                          ! 2026-04-13T07:05:07Z
            2026-04-13T09:05:07−02:30                             ! 2026-04-13T11:35:07Z
            2026-04-13 09:05:07 CEST                              ! 2026-04-13T07:05:07Z
            2026-04-13 09:05:07 America/New_York                  ! 2026-04-13T13:05:07Z
            2026-04-13T09:05:07,5Z                                ! 2026-04-13T09:05:07.500Z
            2026-04-13T09:05:07.123456789Z                        ! 2026-04-13T09:05:07.123Z
            2026/04/13 09:05:07                                   ! 2026-04-13T09:05:07Z
            2026/4/3 9:05                                         ! 2026-04-03T09:05:00Z
            2026.04.13 09:05:07                                   ! 2026-04-13T09:05:07Z
            2026:04:13 09:05:07                                   ! 2026-04-13T09:05:07Z
            2026-04-13_09:05:07                                   ! 2026-04-13T09:05:07Z
            Mon, 13 Apr 2026 09:05:07 GMT                         ! 2026-04-13T09:05:07Z
            13 Apr 2026 09:05:07 -0500                            ! 2026-04-13T14:05:07Z
            Monday, 13-Apr-26 09:05:07 GMT                        ! 2026-04-13T09:05:07Z
            Mon Apr 13 09:05:07 2026                              ! 2026-04-13T09:05:07Z
            Mon Apr 13 09:05:07 CEST 2026                         ! 2026-04-13T07:05:07Z
            Fri Apr 03 09:05:07 GMT-07:00 2026                    ! 2026-04-03T16:05:07Z
            Mon Apr 13 09:05:07 +0300 2026                        ! 2026-04-13T06:05:07Z
            Mon Apr 13 2026 09:05:07 GMT+0200 (Central European Summer Time) ! 2026-04-13T07:05:07Z
            2026-04-13 09:05:07.123 +0200 CEST                    ! 2026-04-13T07:05:07.123Z
            2026-04-13 09:05:07 +0000 UTC                         ! 2026-04-13T09:05:07Z
            2026-04-13 09:05:07 +0300 +03                         ! 2026-04-13T06:05:07Z
            13APR2026:09:05:07                                    ! 2026-04-13T09:05:07Z
            Mon 13 Apr 2026 09:05:07 PM CEST                      ! 2026-04-13T19:05:07Z
            3-Apr-2026 18:57                                      ! 2026-04-03T18:57:00Z
            03-APR-2026 06:57:01 PM                               ! 2026-04-03T18:57:01Z
            2026-Apr-13 09:05:07                                  ! 2026-04-13T09:05:07Z
            13/Apr/2026:09:05:07 +0100                            ! 2026-04-13T08:05:07Z
            April 13, 2026 9:05:07 AM                             ! 2026-04-13T09:05:07Z
            Apr 13, 2026 at 9:05 PM                               ! 2026-04-13T21:05:00Z
            Apr 13, 2026, 12:05:07 AM                             ! 2026-04-13T00:05:07Z
            13th April 2026 12:05 pm                              ! 2026-04-13T12:05:00Z
            13. Sept. 2025 09:05                                  ! 2025-09-13T09:05:00Z
            13.04.2026 09:05:07                                   ! 2026-04-13T09:05:07Z
            3.4.2026, 9:05                                        ! 2026-04-03T09:05:00Z
            03.04.2026 09:05:07 +02:00                            ! 2026-04-03T07:05:07Z
            04/13/2026 09:05:07                                   ! 2026-04-13T09:05:07Z
            4/13/2026 9:05:07 PM                                  ! 2026-04-13T21:05:07Z
            4/13/2026, 9:05:07\u202fPM                            ! 2026-04-13T21:05:07Z
            4/13/2026 9:05:07 p.m.                                ! 2026-04-13T21:05:07Z
            4/13/2026 9PM                                         ! 2026-04-13T21:00:00Z
            13/04/2026 09:05                                      ! 2026-04-13T09:05:00Z
            13-04-2026 09:05:07Z                                  ! 2026-04-13T09:05:07Z
            30/12/25 9:05                                         ! 2025-12-30T09:05:00Z
            4/4/2026 9:05                                         ! 2026-04-04T09:05:00Z
            09:05:07 13/04/2026                                   ! 2026-04-13T09:05:07Z
            1776071107                                            ! 2026-04-13T09:05:07Z
            1776071107.5                                          ! 2026-04-13T09:05:07.500Z
            1776071107250                                         ! 2026-04-13T09:05:07.250Z
            1776071107250999                                      ! 2026-04-13T09:05:07.250Z
            1776071107250000000                                   ! 2026-04-13T09:05:07.250Z
            """)
    void a_time_is_the_same_in_every_format(String written, Instant expected) throws Exception {
        var text = written.replace("\\u202f", "\u202f");

        assertThat(times(text))
                .hasSize(FILES.size())
                .allSatisfy((format, time) -> assertThat(time).as(format).isEqualTo(expected.toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-02-29T09:05:07Z",
                "2026-04-13T24:00:01Z",
                "2025-366T09:05:07Z",
                "2025-000T09:05:07Z",
                "2025-12T09:05:07Z",
                "2025-1234T09:05:07Z",
                "2025-W53-1T09:05:07Z",
                "2025-W00-1T09:05:07Z",
                "2026-W16-8T09:05:07Z",
                "2026-W16-12T09:05:07Z",
                "2026-W16T09:05:07Z",
                "2026-04-13T12:59:60Z",
                "2026-04-13T25:00:00Z",
                "2026-04-13T09:60:00Z",
                "2026-04-13T09:05:07+19:00",
                "2026-04-13T09:05:07[Mars/Olympus]",
                "2026-04-13T09:05:07 CST",
                "2026-04-13T09:05:07Z today",
                "2026-04-13",
                "09:05:07",
                "2026-04-13 09:05:07 PM AM",
                "2026-04-13 00:05 PM",
                "32/13/2026 09:05:07",
                "13/13/2026 09:05:07",
                "Xyz 13 2026 09:05:07",
                "Apr 2026 09:05:07",
                "13 Apr 2026 Apr 09:05:07",
                "2026-04-13T09:05:07ZZ",
                "2026-04-13 09:05:07 +0200 EST",
                "2026-04-13 09:05:07 +0200 -0200",
                "2026-04-13 09:05:07 Europe/Berlin America/Lima",
                "2026-04-13T09:05:07+",
                "20261341T090507Z",
                "46125.5",
                "20260413",
                "soon"
            })
    void what_is_no_time_is_a_malformed_one_in_every_format(String written) throws Exception {
        assertThat(times(written))
                .hasSize(FILES.size())
                .allSatisfy((format, time) -> assertThat(time).as(format).isEqualTo("timestamp-format"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            date,time     ! 2026-04-13,11:05:07 AM        ! 2026-04-13T11:05:07Z
            Date,Time     ! 13.04.2026,11:05:07           ! 2026-04-13T11:05:07Z
            UTC Date,TIME ! 4/13/2026,11:05 PM            ! 2026-04-13T23:05:00Z
            date,time     ! 13-Apr-2026,1:05:07.5 p.m.    ! 2026-04-13T13:05:07.500Z
            date,time     ! 20260413,110507               ! 2026-04-13T11:05:07Z
            date,time     ! 2026-04-13,11:05:07+02:00     ! 2026-04-13T09:05:07Z
            date,time     ! 260413,10507                  ! 2026-04-13T01:05:07Z
            date,time     ! 2026-04-13,2026-04-13T11:05:07Z ! 2026-04-13T11:05:07Z
            date,time     ! 2026-04-13,11 PM              ! 2026-04-13T23:00:00Z
            date,time     ! 2026-04-13 00:00:00,9:05 AM   ! 2026-04-13T09:05:00Z
            date,time     ! 4/13/2026 12:00:00 AM,9:05 PM ! 2026-04-13T21:05:00Z
            """)
    void a_date_and_a_time_of_day_in_two_columns_are_one_time(String header, String row, Instant expected)
            throws Exception {
        var parsed = Parsed.of(header + ",lat,lon\n" + row + ",52.5,13.4\n");

        assertThat(parsed.places()).containsExactly(expected + " 52.5000000 13.4000000");
    }

    @Test
    void a_text_of_any_length_is_refused_quickly() throws Exception {
        for (var part : new String[] {"9", "9:", "Apr ", "+02:00", " ", "[", "a", "1/"}) {
            var parsed = Parsed.of(Format.CSV, "lat;lon;time\n52.5;13.4;2026" + part.repeat(20_000) + "\n");

            assertThat(parsed.points()).isEmpty();
        }
    }

    private static Map<String, String> times(String written) throws Exception {
        var times = new TreeMap<String, String>();
        for (var file : FILES.entrySet()) {
            var content = file.getValue().replace("%s", written);
            var parsed = Parsed.of(
                    content.getBytes(StandardCharsets.UTF_8),
                    new LocationFile.Options(file.getKey(), false, Hints.NONE, Parsed.CLOCK));
            var time = parsed.points().stream()
                    .map(TimelinePoint::epochMillis)
                    .map(millis -> Instant.ofEpochMilli(millis).toString());
            times.put(file.getKey().code(), time.findFirst().orElseGet(() -> String.join(" ", parsed.reasons())));
        }
        return times;
    }
}

package dev.waymill.formats.xml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.formats.Format;
import dev.waymill.formats.LocationFile;
import dev.waymill.formats.Parsed;
import dev.waymill.formats.point.Remark;
import dev.waymill.formats.reader.Hints;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What elements and waypoints mean in the GPX files of different programs.
class GpxProducerTest {
    private static Parsed parsed(String root, String content) throws Exception {
        return Parsed.of("<gpx " + root + ">" + content + "</gpx>");
    }

    private static String track(String... points) {
        return "<trk><trkseg>" + String.join("", points) + "</trkseg></trk>";
    }

    private static String trackPoint(String time, String lat, String lon, String content) {
        return "<trkpt lat='" + lat + "' lon='" + lon + "'><time>" + time + "</time>" + content + "</trkpt>";
    }

    private static String waypoint(String time, String lat, String lon, String content) {
        return "<wpt lat='" + lat + "' lon='" + lon + "'><time>" + time + "</time>" + content + "</wpt>";
    }

    private static List<String> remarks(Parsed parsed) {
        return parsed.remarks().stream().map(Remark::code).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            creator='OsmAnd 4.8'                                  ! 12 ! hdop-in-metres
            creator='OsmAnd~ 4.7.11'                              ! 12 ! hdop-in-metres
            creator='OsmAnd+ 3.9.10'                              ! 12 ! hdop-in-metres
            creator='net.osmand.plus'                             ! 12 ! hdop-in-metres
            creator='Locus Map, Android'                          ! 12 ! hdop-in-metres
            creator='Locus Map Pro 3.50'                          ! 12 ! hdop-in-metres
            creator='gpx edit' xmlns:osmand='https://osmand.net'  ! 12 ! hdop-in-metres
            creator='GPSBabel'                                    ! 60 ! accuracy-estimated
            creator='maemo-mapper'                                ! 60 ! accuracy-estimated
            version='1.1'                                         ! 60 ! accuracy-estimated
            """)
    void hdop_is_read_as_its_producer_writes_it(String root, float accuracy, String remark) throws Exception {
        var parsed = parsed(root, track(trackPoint("2026-01-01T00:00:00Z", "1", "2", "<hdop>12.0</hdop>")));

        assertThat(parsed.points().getFirst().accuracy()).isEqualTo(accuracy);
        assertThat(remarks(parsed)).containsExactly(remark);
    }

    @Test
    void an_accuracy_overrides_hdop_in_any_order() throws Exception {
        for (var content : List.of("<hdop>12</hdop><accuracy>3</accuracy>", "<accuracy>3</accuracy><hdop>12</hdop>")) {
            var parsed = parsed("creator='OsmAnd 4.8'", track(trackPoint("2026-01-01T00:00:00Z", "1", "2", content)));

            assertThat(parsed.points().getFirst().accuracy()).isEqualTo(3);
            assertThat(parsed.remarks()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<hAcc>7</hAcc>",
                "<accuracy_horizontal>7</accuracy_horizontal>",
                "<x:horaccur>7</x:horaccur>",
                "<horizontal_accuracy>7.0</horizontal_accuracy>",
                "<p:meta><p:horizontalAccuracy>7 m</p:horizontalAccuracy></p:meta>",
                "<acc>7</acc>"
            })
    void accuracy_in_an_extension_has_many_names(String element) throws Exception {
        var parsed = parsed(
                "creator='x'",
                track(trackPoint("2026-01-01T00:00:00Z", "1", "2", "<extensions>" + element + "</extensions>")));

        assertThat(parsed.points().getFirst().accuracy()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            creator='x'        ! <bear>90</bear>                                               ! 90
            creator='x'        ! <bearing>90</bearing>                                         ! 90
            creator='x'        ! <nmea:course>90</nmea:course>                                 ! 90
            creator='x'        ! <heading>90</heading>                                         ! 90
            creator='x'        ! <heading>45</heading><bearing>90</bearing>                    ! 90
            creator='x'        ! <bearing>90</bearing><heading>45</heading>                    ! 90
            creator='OsmAnd~'  ! <osmand:heading>45</osmand:heading>                           ! NaN
            creator='OsmAnd~'  ! <heading>45</heading><osmand:bearing>90</osmand:bearing>      ! 90
            creator='x'        ! <osmand:heading>45</osmand:heading>                           ! NaN
            """)
    void the_course_is_read_and_the_compass_is_not(String root, String elements, float course) throws Exception {
        var parsed = parsed(
                root, track(trackPoint("2026-01-01T00:00:00Z", "1", "2", "<extensions>" + elements + "</extensions>")));

        assertThat(Float.valueOf(parsed.points().getFirst().course())).isEqualTo(Float.valueOf(course));
    }

    @Test
    void numbers_in_gpx_may_have_units() throws Exception {
        var point = parsed(
                        "creator='x'",
                        track(trackPoint(
                                "2026-01-01T00:00:00Z",
                                "1",
                                "2",
                                "<ele>98.470 m</ele><speed>36 km/h</speed><extensions><x:battery>80%</x:battery>"
                                        + "</extensions>")))
                .points()
                .getFirst();

        assertThat(point.elevation()).isEqualTo(98.47f);
        assertThat(point.speed()).isEqualTo(10);
        assertThat(point.battery()).isEqualTo(80);
    }

    @Test
    void text_instead_of_a_number_gets_a_remark() throws Exception {
        assertThat(remarks(parsed("", track(trackPoint("2026-01-01T00:00:00Z", "1", "2", "<ele>high</ele>")))))
                .containsExactly("attribute-dropped");
    }

    @Test
    void a_track_point_without_a_fix_is_rejected() throws Exception {
        assertThat(parsed("", track(trackPoint("2026-01-01T00:00:00Z", "1", "2", "<fix>none</fix>")))
                        .reasons())
                .containsExactly("no-fix");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            creator='OsmAnd 4.8'               ! <name>Rome</name><category>Travel</category>
            creator='Organic Maps'             ! <name>Café</name>
            creator='CoMaps'                   ! <name>1</name>
            creator='Groundspeak, Inc.'        ! <name>GC1</name><groundspeak:cache id='1'/>
            creator='x'                        ! <name>GC1</name><sym>Geocache Found</sym>
            creator='x'                        ! <name>GC1</name><type>Geocache|Traditional Cache</type>
            creator='Garmin Desktop App'       ! <name>Hut</name><sym>Lodge</sym>
            creator='x'                        ! <name>Hut</name>
            version='1.1'                      ! <desc>a place</desc>
            """)
    void saved_places_are_rejected_unless_the_uploader_keeps_them(String root, String content) throws Exception {
        var file = "<gpx " + root + ">" + waypoint("2026-01-01T00:00:00Z", "41.9", "12.5", content)
                + waypoint("2026-01-01T00:00:00Z", "-33.9", "151.2", content)
                + waypoint("2026-01-01T00:00:01Z", "40.7", "-74", content) + "</gpx>";

        var parsed = Parsed.of(file);
        assertThat(parsed.points()).isEmpty();
        assertThat(parsed.reasons()).containsOnly("saved-place").hasSize(3);
        assertThat(parsed.rejections().getFirst().text()).contains("lat=\"41.9\"", "2026-01-01T00:00:00Z");

        var hints = new Hints(Map.of(), null, null, Duration.ZERO, true);
        var kept = Parsed.of(
                file.getBytes(StandardCharsets.UTF_8),
                new LocationFile.Options(Format.GPX, false, hints, Parsed.CLOCK));
        assertThat(kept.points()).hasSize(3);
        assertThat(remarks(kept)).containsOnly("waypoint-kept").hasSize(3);
    }

    @Test
    void a_geocache_is_rejected_even_within_the_time_of_a_track() throws Exception {
        var parsed = parsed(
                "creator='x'",
                waypoint("2026-01-01T00:00:30Z", "1", "2", "<sym>Geocache</sym>")
                        + track(
                                trackPoint("2026-01-01T00:00:00Z", "1", "2", ""),
                                trackPoint("2026-01-01T00:01:00Z", "1", "2", "")));

        assertThat(parsed.points()).hasSize(2);
        assertThat(parsed.reasons()).containsExactly("saved-place");
    }

    @Test
    void a_waypoint_on_a_track_is_accepted_after_the_track_points() throws Exception {
        var parsed = parsed(
                "creator='GPSLogger 130'",
                waypoint("2026-01-01T00:01:00Z", "1.001", "2", "<name>note</name>")
                        + track(
                                trackPoint("2026-01-01T00:00:00Z", "1", "2", "<speed>1</speed>"),
                                trackPoint("2026-01-01T00:01:00Z", "1.001", "2", "<speed>2</speed>"),
                                trackPoint("2026-01-01T00:02:00Z", "1.002", "2", "<speed>3</speed>")));

        assertThat(parsed.points()).extracting(point -> point.speed()).containsExactly(1f, 2f, 3f, Float.NaN);
        assertThat(parsed.places().get(3)).isEqualTo("2026-01-01T00:01:00Z 1.0010000 2.0000000");
        assertThat(remarks(parsed)).containsExactly("waypoint-kept");
    }

    @Test
    void a_place_saved_during_a_track_but_far_from_it_is_rejected() throws Exception {
        var parsed = parsed(
                "creator='OsmAnd 4.8'",
                waypoint("2026-01-01T00:00:30Z", "48.85", "2.35", "<name>Paris</name>")
                        + waypoint("2026-01-01T00:00:30Z", "52.5005", "13.4", "<name>here</name>")
                        + waypoint("2026-01-02T00:00:30Z", "52.5005", "13.4", "<name>later</name>")
                        + track(
                                trackPoint("2026-01-01T00:00:00Z", "52.5", "13.4", ""),
                                trackPoint("2026-01-01T00:01:00Z", "52.501", "13.4", "")));

        assertThat(parsed.places()).hasSize(3).contains("2026-01-01T00:00:30Z 52.5005000 13.4000000");
        assertThat(parsed.reasons()).containsExactly("saved-place", "saved-place");
    }

    @Test
    void a_waypoint_after_the_track_in_the_file_is_compared_with_it() throws Exception {
        var track = track(
                trackPoint("2026-01-01T00:00:00Z", "1", "2", ""), trackPoint("2026-01-01T00:01:00Z", "1", "2", ""));

        assertThat(parsed("", track + waypoint("2026-01-01T00:00:30Z", "1", "2", ""))
                        .points())
                .hasSize(3);
        assertThat(parsed("", track + waypoint("2026-01-01T00:05:30Z", "1", "2", ""))
                        .reasons())
                .containsExactly("saved-place");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<sat>7</sat>",
                "<hdop>1.2</hdop>",
                "<speed>1</speed>",
                "<extensions><gpxtpx:TrackPointExtension><gpxtpx:hr>171</gpxtpx:hr></gpxtpx:TrackPointExtension>"
                        + "</extensions>"
            })
    void a_waypoint_that_a_receiver_measured_is_a_point(String content) throws Exception {
        var waypoint = waypoint("2026-01-01T00:00:00Z", "1", "2", content);

        assertThat(parsed("creator='x'", waypoint).points()).hasSize(1);
        assertThat(parsed("creator='x'", waypoint("2026-01-01T00:00:00Z", "1", "2", content + "<sym>Geocache</sym>"))
                        .points())
                .isEmpty();
    }

    @Test
    void a_diary_writes_visits_as_waypoints() throws Exception {
        var parsed = parsed(
                "creator='Arc App'",
                waypoint("2026-01-01T00:00:00Z", "1", "2", "<name>Hotel</name>")
                        + track(trackPoint("2026-01-01T08:00:00Z", "1", "2", "")));

        assertThat(parsed.points()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            creator='x'           ! WPT00%d ! 3600
            creator='x'           ! %d      ! 70
            creator='x'           ! note    ! 60
            creator='BT747 2.X'   ! note    ! 77
            """)
    void waypoints_with_counted_names_or_regular_times_are_points(String root, String name, int interval)
            throws Exception {
        var start = Instant.parse("2026-01-01T00:00:00Z");
        var waypoints = new StringBuilder();
        for (int i = 1; i <= 6; i++) {
            var jitter = interval == 77 ? i * i : 0;
            waypoints.append(waypoint(
                    start.plusSeconds((long) interval * i + jitter).toString(),
                    "1.0" + i,
                    "2",
                    "<name>" + name.formatted(i) + "</name>"));
        }

        assertThat(parsed(root, waypoints.toString()).points()).hasSize(6);
    }

    @Test
    void waypoints_above_the_limit_are_decided_at_once() throws Exception {
        var waypoint = waypoint("2026-01-01T00:00:30Z", "1", "2", "");
        var track = track(
                trackPoint("2026-01-01T00:00:00Z", "1", "2", ""), trackPoint("2026-01-01T00:01:00Z", "1", "2", ""));

        var before = parsed("", waypoint.repeat(10_005) + track);
        assertThat(before.points()).hasSize(10_002);
        assertThat(before.reasons()).containsOnly("saved-place").hasSize(5);
        assertThat(parsed("", track + waypoint.repeat(10_005)).points()).hasSize(10_007);
    }

    @Test
    void waypoints_before_the_damage_of_a_file_are_decided() throws Exception {
        var damaged = "<gpx creator='BT747'>" + waypoint("2026-01-01T00:00:00Z", "1", "2", "") + "<wpt lat='1";

        assertThat(Parsed.ofDamaged(damaged.getBytes(StandardCharsets.UTF_8)).points())
                .hasSize(1);
    }

    @Test
    void a_waypoint_or_route_point_without_time_is_rejected() throws Exception {
        assertThat(parsed("creator='OsmAnd'", "<wpt lat='1' lon='2'/><rte><rtept lat='1' lon='2'/></rte>")
                        .reasons())
                .containsExactly("no-timestamp", "no-timestamp");
    }
}

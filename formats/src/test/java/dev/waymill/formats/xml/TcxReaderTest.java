package dev.waymill.formats.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.formats.Format;
import dev.waymill.formats.Mutations;
import dev.waymill.formats.Parsed;
import dev.waymill.formats.point.Place;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TcxReaderTest {
    private static final String FILE = """
            <?xml version="1.0" encoding="UTF-8"?>
            <TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"
                xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2">
              <Activities>
                <Activity Sport="Biking">
                  <Id>2026-01-01T10:00:00Z</Id>
                  <Lap StartTime="2026-01-01T10:00:00Z">
                    <TotalTimeSeconds>60</TotalTimeSeconds><MaximumSpeed>9</MaximumSpeed>
                    <Track>
                      <Trackpoint>
                        <Time>2026-01-01T10:00:00.500Z</Time>
                        <Position><LatitudeDegrees>52.52</LatitudeDegrees><LongitudeDegrees>-13.405</LongitudeDegrees></Position>
                        <AltitudeMeters>34.5</AltitudeMeters>
                        <DistanceMeters>1.0</DistanceMeters>
                        <HeartRateBpm><Value>120</Value></HeartRateBpm>
                        <Extensions><ns3:TPX><ns3:Speed>4.25</ns3:Speed></ns3:TPX></Extensions>
                      </Trackpoint>
                      <Trackpoint><Time>2026-01-01T10:00:01Z</Time></Trackpoint>
                    </Track>
                    <Track/>
                  </Lap>
                  <Creator><Name>Edge</Name></Creator>
                </Activity>
              </Activities>
            </TrainingCenterDatabase>
            """;

    private static String trackpoint(int second, String position) {
        return "<Trackpoint><Time>2026-01-01T00:00:%02dZ</Time>%s</Trackpoint>".formatted(second, position);
    }

    private static String position(String latitude, String longitude) {
        return "<Position><LatitudeDegrees>%s</LatitudeDegrees><LongitudeDegrees>%s</LongitudeDegrees></Position>"
                .formatted(latitude, longitude);
    }

    @Test
    void a_trackpoint_has_all_attributes_and_a_pause_is_not_a_point() throws Exception {
        var parsed = Parsed.of(FILE);

        assertThat(parsed.format()).isEqualTo(Format.TCX);
        assertThat(parsed.points())
                .containsExactly(new TimelinePoint(
                        Instant.parse("2026-01-01T10:00:00.500Z").toEpochMilli(),
                        525_200_000,
                        -134_050_000,
                        34.5f,
                        Float.NaN,
                        4.25f,
                        Float.NaN,
                        Float.NaN,
                        null,
                        "cycling"));
        assertThat(parsed.rejections()).isEmpty();
    }

    @Test
    void multi_sport_sessions_and_courses_are_read_without_course_points() throws Exception {
        var parsed = Parsed.of("<TrainingCenterDatabase><Activities><MultiSportSession>"
                + "<FirstSport><Activity Sport='Running'><Lap><Track>" + trackpoint(1, position("1", "1"))
                + "</Track></Lap></Activity></FirstSport>"
                + "<NextSport><Transition><Track>" + trackpoint(2, position("5", "5")) + "</Track></Transition>"
                + "<Activity Sport='Other'><Lap><Track>" + trackpoint(2, position("2", "2"))
                + "</Track></Lap></Activity></NextSport>"
                + "<NextSport><Activity Sport='Nordic Skiing'><Lap><Track>" + trackpoint(3, position("3", "3"))
                + "</Track></Lap></Activity></NextSport></MultiSportSession></Activities>"
                + "<Courses><Course><Lap><BeginPosition><LatitudeDegrees>9</LatitudeDegrees></BeginPosition></Lap>"
                + "<Track>" + trackpoint(4, position("4", "4")) + "</Track>"
                + "<CoursePoint><Name>left</Name><Time>2026-01-01T00:00:04Z</Time>" + position("4", "4")
                + "</CoursePoint></Course></Courses></TrainingCenterDatabase>");

        assertThat(parsed.points())
                .extracting(TimelinePoint::latitudeE7)
                .containsExactly(10_000_000, 50_000_000, 20_000_000, 30_000_000, 40_000_000);
        assertThat(parsed.points())
                .extracting(TimelinePoint::activity)
                .containsExactly("running", null, null, "nordic-skiing", null);
    }

    @ParameterizedTest
    @CsvSource({
        "<Position/>, coordinate-missing",
        "<Position><LatitudeDegrees>1</LatitudeDegrees></Position>, coordinate-missing",
        "<Position><LatitudeDegrees/><LongitudeDegrees>1</LongitudeDegrees></Position>, coordinate-format",
        "<Position><LatitudeDegrees>91</LatitudeDegrees><LongitudeDegrees>1</LongitudeDegrees></Position>,"
                + "coordinate-range",
    })
    void a_broken_position_is_rejected(String position, String reason) throws Exception {
        var parsed = Parsed.of("<TrainingCenterDatabase>\n" + trackpoint(1, position) + "</TrainingCenterDatabase>");

        assertThat(parsed.reasons()).containsExactly(reason);
        assertThat(parsed.rejections().getFirst().place()).isEqualTo(Place.line(2));
    }

    @Test
    void a_trackpoint_without_a_time_is_rejected() throws Exception {
        var parsed = Parsed.of(
                "<TrainingCenterDatabase><Trackpoint>" + position("1", "2") + "</Trackpoint></TrainingCenterDatabase>");

        assertThat(parsed.reasons()).containsExactly("no-timestamp");
    }

    @Test
    void an_undeclared_prefix_or_missing_namespace_is_tolerated() throws Exception {
        assertThat(Parsed.of("\n" + FILE.replaceAll("xmlns(:ns3)?=\"[^\"]*\"", ""))
                        .points())
                .hasSize(1);
    }

    @Test
    void a_truncated_file_is_damaged() throws Exception {
        var cut = FILE.substring(0, FILE.indexOf("<Track/>"));

        assertThatThrownBy(() -> Parsed.of(cut))
                .isInstanceOfSatisfying(
                        UnreadableFileException.class, e -> assertThat(e.code()).isEqualTo("truncated-file"));
        assertThat(Parsed.ofDamaged(cut.getBytes(StandardCharsets.UTF_8)).points())
                .hasSize(1);
    }

    @Property(tries = 500)
    void a_corrupted_file_is_read_or_refused(@ForAll long seed) throws IOException {
        Mutations.readOrRefuse(Format.TCX, FILE, seed);
    }
}

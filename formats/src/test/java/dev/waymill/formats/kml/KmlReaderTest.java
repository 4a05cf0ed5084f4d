package dev.waymill.formats.kml;

import static dev.waymill.formats.kml.KmlFixture.SPAN;
import static dev.waymill.formats.kml.KmlFixture.STAMP;
import static dev.waymill.formats.kml.KmlFixture.line;
import static dev.waymill.formats.kml.KmlFixture.parsed;
import static dev.waymill.formats.kml.KmlFixture.parsedPlacemark;
import static dev.waymill.formats.kml.KmlFixture.point;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.formats.Format;
import dev.waymill.formats.Mutations;
import dev.waymill.formats.Parsed;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which placemarks of a file are read, with which measurements, and what becomes of a damaged file.
class KmlReaderTest {
    @Test
    void a_timed_placemark_is_a_point_with_its_measurements() throws Exception {
        var parsed = parsedPlacemark("""
                <name>A</name>
                <LookAt><gx:TimeStamp><when>1999-01-01T00:00:00Z</when></gx:TimeStamp><longitude>9</longitude></LookAt>
                <TimeStamp><when>2026-01-01T12:00:00+02:00</when></TimeStamp>
                <Point><coordinates> -122.0841,37.422,10.5 </coordinates></Point>
                <ExtendedData><Data name="Speed"><value>5.5</value></Data><Data name="accuracy"><value>10</value></Data>
                  <Data name="Battery"><value>85</value></Data><Data name="mood"><value>7</value></Data>
                  <SchemaData><SimpleData name="bearing">271</SimpleData></SchemaData></ExtendedData>
                """);

        assertThat(parsed.format()).isEqualTo(Format.KML);
        assertThat(parsed.points())
                .containsExactly(new TimelinePoint(
                        Instant.parse("2026-01-01T10:00:00Z").toEpochMilli(),
                        374_220_000,
                        -1_220_841_000,
                        10.5f,
                        10,
                        5.5f,
                        271,
                        85,
                        null,
                        null));
        assertThat(parsed.visits()).isEmpty();
    }

    @Test
    void measurements_have_the_same_units_as_in_other_formats() throws Exception {
        var parsed = parsedPlacemark("<TimeStamp><when>2026-01-01T12:00:00Z</when></TimeStamp>"
                + "<Point><coordinates>1,2,3</coordinates></Point><ExtendedData>"
                + "<Data name='battery_level'><value>0.85</value></Data><Data name='speed (mph)'><value>10</value></Data>"
                + "</ExtendedData>");

        assertThat(parsed.points().getFirst().battery()).isEqualTo(85);
        assertThat(parsed.points().getFirst().speed()).isEqualTo(4.4704f);
        assertThat(parsed.points().getFirst().elevation()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<kml>%s</kml>",
                "<kml xmlns='http://earth.google.com/kml/2.1'><Document>%s</Document></kml>",
                "\n<?xml version='1.0'?><k:kml xmlns:k='urn:k'><k:Folder>%s</k:Folder></k:kml>",
                "<kml><Document><Folder><Folder>%s</Folder></Folder></Document></kml>",
            })
    void any_namespace_is_accepted(String around) throws Exception {
        assertThat(Parsed.of(around.formatted("<Placemark>" + STAMP + point("2,1") + "</Placemark>"))
                        .places())
                .containsExactly("2026-01-01T10:00:00Z 1.0000000 2.0000000");
    }

    @Test
    void placemarks_inherit_the_time_but_not_the_span_of_their_folder() throws Exception {
        var parsed = parsed("<Folder>" + STAMP
                + "<GroundOverlay><TimeStamp><when>1999-01-01T00:00:00Z</when></TimeStamp></GroundOverlay>"
                + "<Placemark>" + point("1,1") + "</Placemark>"
                + "<Folder><Placemark><TimeStamp><when>2026-01-01T12:00:00Z</when></TimeStamp>" + point("2,2")
                + "</Placemark><Placemark>" + point("3,3") + "</Placemark></Folder></Folder>"
                + "<Folder>" + SPAN + "<Placemark>" + point("4,4") + "</Placemark></Folder>");

        assertThat(parsed.places())
                .containsExactly(
                        "2026-01-01T10:00:00Z 1.0000000 1.0000000",
                        "2026-01-01T12:00:00Z 2.0000000 2.0000000",
                        "2026-01-01T10:00:00Z 3.0000000 3.0000000");
        assertThat(parsed.reasons()).containsExactly("no-timestamp");
    }

    @Test
    void points_and_areas_without_a_time_are_rejected_one_by_one() throws Exception {
        var parsed = parsed("<Placemark>" + point("1,1") + "</Placemark><Placemark>" + line("2,2 3,3 4,94")
                + "</Placemark><Placemark>" + SPAN + "<Polygon><outerBoundaryIs><LinearRing><coordinates>1,1 2,2 1,1"
                + "</coordinates></LinearRing></outerBoundaryIs></Polygon>" + point("5,5") + "</Placemark>");

        assertThat(parsed.points()).hasSize(2);
        assertThat(parsed.reasons()).hasSize(7).containsOnlyOnce("coordinate-range");
    }

    @Test
    void a_file_without_placemarks_is_read() throws Exception {
        assertThat(Parsed.of("<kml/>").points()).isEmpty();
    }

    @Test
    void a_truncated_file_keeps_complete_placemarks_if_requested() throws Exception {
        var file = ("<kml><Placemark>" + STAMP + point("2,1") + "</Placemark><Placemark>" + STAMP + point("4,3"))
                .getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> Parsed.of(file))
                .isInstanceOfSatisfying(
                        UnreadableFileException.class, e -> assertThat(e.code()).isEqualTo("truncated-file"));
        assertThat(Parsed.ofDamaged(file).points()).hasSize(1);
    }

    @Property(tries = 500)
    void a_corrupted_file_is_read_or_refused(@ForAll long seed) throws IOException {
        Mutations.readOrRefuse(
                Format.KML,
                ("<?xml version='1.0'?><kml><Document>" + STAMP + "<Folder><Placemark><name>a</name>" + SPAN
                                + point("2,1,0") + "</Placemark><Placemark>" + SPAN + line("0,0 1, 1,4 2,2")
                                + "<Polygon><coordinates>1,1 2,2</coordinates></Polygon></Placemark><Placemark>"
                                + "<gx:Track><when>2026-01-01T10:00:00Z</when><gx:coord>2 1 9</gx:coord>"
                                + "<when>2026-01-01T10:00:01Z</when><gx:coord>2 1 9</gx:coord><SimpleArrayData name="
                                + "'speed'><value>1</value></SimpleArrayData></gx:Track></Placemark></Folder>"
                                + "</Document></kml>")
                        .getBytes(StandardCharsets.UTF_8),
                seed);
    }
}

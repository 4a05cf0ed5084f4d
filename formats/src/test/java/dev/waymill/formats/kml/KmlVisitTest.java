package dev.waymill.formats.kml;

import static dev.waymill.formats.kml.KmlFixture.SPAN;
import static dev.waymill.formats.kml.KmlFixture.STAMP;
import static dev.waymill.formats.kml.KmlFixture.line;
import static dev.waymill.formats.kml.KmlFixture.parsed;
import static dev.waymill.formats.kml.KmlFixture.parsedPlacemark;
import static dev.waymill.formats.kml.KmlFixture.point;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.formats.Format;
import dev.waymill.formats.LocationFile;
import dev.waymill.formats.Parsed;
import dev.waymill.formats.point.Movement;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.formats.point.Visit;
import dev.waymill.formats.reader.Hints;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Named placemarks: visits, movements, and bookmarks of a map.
class KmlVisitTest {
    @Test
    void a_named_place_with_a_span_is_a_visit_with_two_points() throws Exception {
        var parsed = parsedPlacemark("<name>Home</name><address>Street 1</address>" + point("2,1,0") + SPAN);

        assertThat(parsed.places())
                .containsExactly(
                        "2026-01-01T10:00:00Z 1.0000000 2.0000000", "2026-01-01T11:00:00Z 1.0000000 2.0000000");
        long from = Instant.parse("2026-01-01T10:00:00Z").toEpochMilli();
        assertThat(parsed.visits())
                .containsExactly(new Visit(
                        from, from + 3_600_000, 10_000_000, 20_000_000, "Home", "Street 1", null, null, Float.NaN));
    }

    @Test
    void unnamed_open_ended_or_instant_placemarks_are_not_visits() throws Exception {
        var parsed = parsed("<Placemark>" + SPAN + point("2,1") + "</Placemark><Placemark><name>B</name>"
                + "<TimeSpan><begin>2026-01-01T12:00:00Z</begin></TimeSpan>" + point("2,1") + "</Placemark>"
                + "<Placemark><name>C</name><TimeSpan><begin>2026-01-01T12:00:00Z</begin>"
                + "<end>2026-01-01T12:00:00Z</end></TimeSpan>" + point("2,1") + "</Placemark>");

        assertThat(parsed.visits()).isEmpty();
        assertThat(parsed.points()).hasSize(4);
    }

    @Test
    void a_google_timeline_gives_movements() throws Exception {
        var parsed = parsedPlacemark("<name>Driving</name><address></address><ExtendedData>"
                + "<Data name='Email'><value>a@example.org</value></Data>"
                + "<Data name='Category'><value>Driving</value></Data><Data name='Distance'><value>1234</value></Data>"
                + "</ExtendedData>" + line("0,0,0 1,0,0") + SPAN);

        long from = Instant.parse("2026-01-01T10:00:00Z").toEpochMilli();
        assertThat(parsed.movements())
                .containsExactly(new Movement(from, from + 3_600_000, "driving", 1_234, Float.NaN));
        assertThat(parsed.points()).extracting(TimelinePoint::activity).containsOnly("driving");
        assertThat(parsed.visits()).isEmpty();
    }

    @Test
    void a_bookmark_of_a_map_is_rejected_unless_the_uploader_keeps_it() throws Exception {
        var bookmark = "<name>Café</name>" + STAMP + "<styleUrl>#placemark-red</styleUrl>" + point("2,1");

        assertThat(parsedPlacemark(bookmark).reasons()).containsExactly("saved-place");
        var hints = new Hints(Map.of(), null, null, Duration.ZERO, true);
        var kept = Parsed.of(
                ("<kml><Placemark>" + bookmark + "</Placemark></kml>").getBytes(StandardCharsets.UTF_8),
                new LocationFile.Options(Format.KML, false, hints, Parsed.CLOCK));
        assertThat(kept.points()).hasSize(1);
    }
}

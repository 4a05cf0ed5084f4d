package dev.waymill.formats.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.formats.Format;
import dev.waymill.formats.Mutations;
import dev.waymill.formats.Parsed;
import dev.waymill.formats.point.Movement;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.formats.point.Visit;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class StorylineReaderTest {
    private static final String MOVES = """
            [{"date":"20160115","summary":[],"segments":[
              {"type":"place","startTime":"20160115T080000+0100","endTime":"20160115T093000+0100",
               "place":{"id":4,"name":"Café","type":"foursquare","location":{"lat":52.5,"lon":13.4}},
               "activities":[{"activity":"walking","startTime":"20160115T081000+0100","endTime":"20160115T081500+0100",
                 "distance":120,"steps":160,"trackPoints":[]}]},
              {"type":"move","startTime":"20160115T093000+0100","endTime":"20160115T094000+0100","activities":[
                {"activity":"cycling","group":"cycling","startTime":"20160115T093000+0100","endTime":"20160115T094000+0100",
                 "duration":600.0,"distance":2100.0,"trackPoints":[
                  {"lat":52.5,"lon":13.4,"time":"20160115T093000+0100"},
                  {"lat":52.51,"lon":13.41,"time":"20160115T094000+0100"},
                  {"lat":95,"lon":13.41,"time":"20160115T094000+0100"}]}]},
              {"type":"off","startTime":"20160115T094000+0100","endTime":"20160115T100000+0100"}],
              "lastUpdate":"20160116T000000Z"},
             {"date":"20160116","segments":null}]""";

    private static final String ARC = """
            {"timelineItems":[
              {"itemId":"A","isVisit":true,"startDate":"2026-01-01T10:00:00Z","endDate":"2026-01-01T11:00:00Z",
               "place":{"placeId":"P","name":"Home","isHome":true,"center":{"latitude":52.5,"longitude":13.4}},
               "center":{"latitude":52.6,"longitude":13.5},"streetAddress":"Street 1","samples":[
                {"sampleId":"1","date":"2026-01-01T10:00:05Z","movingState":"stationary","classifiedType":"stationary",
                 "location":{"latitude":52.5001,"longitude":13.4001,"altitude":34.5,"horizontalAccuracy":12,
                  "verticalAccuracy":3,"speed":-1,"course":-1,"timestamp":"2026-01-01T10:00:05Z"}},
                {"sampleId":"2","date":"2026-01-01T10:00:09Z","movingState":"uncertain"}]},
              {"itemId":"B","isVisit":false,"startDate":"2026-01-01T11:00:00Z","endDate":"2026-01-01T11:10:00Z",
               "activityType":"cycling","samples":[
                {"date":"2026-01-01T11:00:05Z","confirmedType":"cycling","location":{"latitude":52.51,"longitude":13.41,
                  "speed":4.5,"course":90,"timestamp":"2026-01-01T11:00:05Z"}},
                {"date":"2026-01-01T11:00:06Z","location":{"latitude":null,"longitude":13.41}}]}]}""";

    private static long at(String time) {
        return Instant.parse(time).toEpochMilli();
    }

    @Test
    void a_storyline_of_moves_has_visits_movements_and_points() throws Exception {
        var parsed = Parsed.of(MOVES);

        assertThat(parsed.format().code()).isEqualTo("moves");
        assertThat(parsed.places())
                .containsExactly(
                        "2016-01-15T07:00:00Z 52.5000000 13.4000000",
                        "2016-01-15T08:30:00Z 52.5000000 13.4000000",
                        "2016-01-15T08:30:00Z 52.5000000 13.4000000",
                        "2016-01-15T08:40:00Z 52.5100000 13.4100000");
        assertThat(parsed.points())
                .extracting(TimelinePoint::activity)
                .containsExactly(null, null, "cycling", "cycling");
        assertThat(parsed.reasons()).containsExactly("coordinate-range");
        assertThat(parsed.visits())
                .containsExactly(new Visit(
                        at("2016-01-15T07:00:00Z"),
                        at("2016-01-15T08:30:00Z"),
                        525_000_000,
                        134_000_000,
                        "Café",
                        null,
                        "4",
                        null,
                        Float.NaN));
        assertThat(parsed.movements())
                .containsExactly(
                        new Movement(at("2016-01-15T07:10:00Z"), at("2016-01-15T07:15:00Z"), "walking", 120, Float.NaN),
                        new Movement(
                                at("2016-01-15T08:30:00Z"), at("2016-01-15T08:40:00Z"), "cycling", 2100, Float.NaN));
    }

    @Test
    void a_timeline_of_arc_has_visits_movements_and_samples() throws Exception {
        var parsed = Parsed.of(ARC);

        assertThat(parsed.format().code()).isEqualTo("arc");
        assertThat(parsed.places())
                .containsExactly(
                        "2026-01-01T10:00:05Z 52.5001000 13.4001000",
                        "2026-01-01T10:00:00Z 52.5000000 13.4000000",
                        "2026-01-01T11:00:00Z 52.5000000 13.4000000",
                        "2026-01-01T11:00:05Z 52.5100000 13.4100000");
        var sample = parsed.points().getFirst();
        assertThat(sample.accuracy()).isEqualTo(12);
        assertThat(sample.elevation()).isEqualTo(34.5f);
        assertThat(sample.speed()).isNaN();
        assertThat(sample.activity()).isEqualTo("stationary");
        assertThat(parsed.points().getLast().activity()).isEqualTo("cycling");
        assertThat(parsed.reasons()).containsExactly("coordinate-missing");
        assertThat(parsed.visits())
                .containsExactly(new Visit(
                        at("2026-01-01T10:00:00Z"),
                        at("2026-01-01T11:00:00Z"),
                        525_000_000,
                        134_000_000,
                        "Home",
                        "Street 1",
                        "P",
                        null,
                        Float.NaN));
        assertThat(parsed.movements())
                .containsExactly(new Movement(
                        at("2026-01-01T11:00:00Z"), at("2026-01-01T11:10:00Z"), "cycling", Float.NaN, Float.NaN));
        assertThat(parsed.remarks()).isEmpty();
    }

    @Test
    void a_visit_of_arc_without_a_known_place_is_at_its_centre() throws Exception {
        var parsed = Parsed.of("""
                {"timelineItems":[{"isVisit":true,"startDate":"2026-01-01T10:00:00Z","center":{"latitude":52.6,"longitude":13.5}}]}""");

        assertThat(parsed.places()).containsExactly("2026-01-01T10:00:00Z 52.6000000 13.5000000");
        assertThat(parsed.visits()).isEmpty();
    }

    @Test
    void a_place_without_location_is_counted() throws Exception {
        var parsed = Parsed.of(MOVES.replace("\"location\":{\"lat\":52.5,\"lon\":13.4}", "\"x\":1"));

        assertThat(parsed.reasons()).containsExactly("coordinate-missing", "coordinate-missing", "coordinate-range");
        assertThat(parsed.visits()).isEmpty();
    }

    @Property(tries = 500)
    void a_mutilated_file_is_read_or_refused(@ForAll long seed) throws Exception {
        Mutations.readOrRefuse(Format.MOVES, MOVES, seed);
    }

    @Property(tries = 500)
    void a_mutilated_timeline_of_arc_is_read_or_refused(@ForAll long seed) throws Exception {
        Mutations.readOrRefuse(Format.ARC, ARC, seed);
    }
}

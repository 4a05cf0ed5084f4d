package dev.waymill.formats.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.formats.Format;
import dev.waymill.formats.Mutations;
import dev.waymill.formats.Parsed;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class HomeAssistantReaderTest {
    private static final String STATE = """
            {"entity_id":"device_tracker.pixel_7","state":"not_home","attributes":{"source_type":"gps","latitude":52.5,
             "longitude":-13.4,"gps_accuracy":12,"altitude":34.5,"course":90,"speed":1.5,"vertical_accuracy":3,
             "battery_level":1,"friendly_name":"Pixel 7"},
             "last_changed":"2026-01-01T11:00:00+00:00","last_updated":"2026-01-01T13:00:00.123456+01:00"}""";
    private static final String PLACE = "2026-01-01T12:00:00.123Z 52.5000000 -13.4000000";

    @Test
    void a_state_with_a_place_is_a_point() throws Exception {
        var parsed = Parsed.of("[[" + STATE + "]]");

        assertThat(parsed.format().code()).isEqualTo("home-assistant");
        assertThat(parsed.places()).containsExactly(PLACE);
        var point = parsed.points().getFirst();
        assertThat(point.device()).isEqualTo("pixel_7");
        assertThat(point.accuracy()).isEqualTo(12);
        assertThat(point.elevation()).isEqualTo(34.5f);
        assertThat(point.speed()).isEqualTo(1.5f);
        assertThat(point.course()).isEqualTo(90);
        assertThat(point.battery()).isEqualTo(1);
        assertThat(parsed.rejections()).isEmpty();
        assertThat(parsed.remarks()).isEmpty();
    }

    @Test
    void a_state_in_short_form_is_of_the_same_device_and_has_lost_its_place() throws Exception {
        var parsed = Parsed.of("[[],[{\"entity_id\":\"sensor.temperature\",\"state\":\"21\",\"attributes\":{},"
                + "\"last_changed\":\"2026-01-01T12:00:00Z\"},{\"state\":\"22\",\"last_changed\":\"2026-01-01T12:00:00Z\"}],["
                + STATE + ",{\"state\":\"home\",\"last_changed\":\"2026-01-01T13:00:00Z\"},"
                + "{\"state\":\"home\",\"attributes\":{\"latitude\":1,\"longitude\":2},"
                + "\"last_changed\":\"2026-01-01T13:00:00Z\"},"
                + "{\"state\":\"unavailable\",\"attributes\":{\"friendly_name\":\"x\"},"
                + "\"last_changed\":\"2026-01-01T13:00:00Z\"}]]");

        assertThat(parsed.places()).containsExactly(PLACE, "2026-01-01T13:00:00Z 1.0000000 2.0000000");
        assertThat(parsed.points().getLast().device()).isEqualTo("pixel_7");
        assertThat(parsed.reasons()).containsExactly("coordinate-missing");
    }

    @Test
    void a_zone_or_an_earthquake_is_no_place_of_its_owner() throws Exception {
        var parsed = Parsed.of("[[" + STATE.replace("device_tracker.pixel_7", "zone.home") + "],["
                + STATE.replace("device_tracker.pixel_7", "geo_location.quake") + "],["
                + STATE.replace("device_tracker.pixel_7", "person.anna") + "]]");

        assertThat(parsed.places()).containsExactly(PLACE);
        assertThat(parsed.points().getFirst().device()).isEqualTo("anna");
    }

    @Test
    void the_present_states_are_read_too() throws Exception {
        assertThat(Parsed.of("[" + STATE + "]").places()).containsExactly(PLACE);
    }

    @Test
    void what_is_wrong_is_counted() throws Exception {
        var parsed = Parsed.of("[[" + STATE.replace("52.5", "95") + "," + STATE.replace("52.5", "null") + ","
                + STATE.replace("last_updated", "x").replace("2026-01-01T11:00:00+00:00", "never") + "]]");

        assertThat(parsed.reasons()).containsExactly("coordinate-range", "coordinate-missing", "timestamp-format");
    }

    @Test
    void the_table_of_the_history_page_has_no_places_and_leads_to_the_api() {
        assertThatThrownBy(() -> Parsed.of("entity_id,state,last_changed\nperson.anna,home,2026-01-01T12:00:00.000Z\n"))
                .hasMessageContaining("Home Assistant")
                .hasMessageContaining("/api/history/period");
    }

    @Test
    void a_table_with_places_is_read() throws Exception {
        assertThat(Parsed.of("entity_id,state,last_changed,latitude,longitude\n"
                                + "person.anna,home,2026-01-01T12:00:00.123Z,52.5,-13.4\n")
                        .places())
                .containsExactly(PLACE);
    }

    @Property(tries = 500)
    void a_mutilated_file_is_read_or_refused(@ForAll long seed) throws Exception {
        Mutations.readOrRefuse(Format.HOME_ASSISTANT, "[[" + STATE + ",{\"state\":\"home\"}],[" + STATE + "]]", seed);
    }
}

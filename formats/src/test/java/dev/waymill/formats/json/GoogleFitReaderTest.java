package dev.waymill.formats.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.formats.Format;
import dev.waymill.formats.Mutations;
import dev.waymill.formats.Parsed;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class GoogleFitReaderTest {
    private static final String POINT = """
            {"fitValue":[{"value":{"fpVal":52.5}},{"value":{"fpVal":-13.4}},{"value":{"fpVal":12.5}},{"value":{"fpVal":34.5}}],
             "originDataSourceId":"","endTimeNanos":1767268800123456789,"dataTypeName":"com.google.location.sample",
             "startTimeNanos":1767268800123456789,"modifiedTimeMillis":1767268900000,"rawTimestampNanos":0}""";
    private static final String PLACE = "2026-01-01T12:00:00.123Z 52.5000000 -13.4000000";

    private static String takeout(String... points) {
        return "{\"Data Source\":\"derived:com.google.location.sample:com.google.android.gms:merge\",\"Data Points\":["
                + String.join(",", points) + "]}";
    }

    @Test
    void a_sample_has_place_accuracy_and_altitude_in_this_order() throws Exception {
        var parsed = Parsed.of(takeout(POINT));

        assertThat(parsed.format().code()).isEqualTo("google-fit");
        assertThat(parsed.places()).containsExactly(PLACE);
        assertThat(parsed.points().getFirst().accuracy()).isEqualTo(12.5f);
        assertThat(parsed.points().getFirst().elevation()).isEqualTo(34.5f);
        assertThat(parsed.remarks()).isEmpty();
    }

    @Test
    void the_api_has_other_names_and_times_as_text() throws Exception {
        var parsed = Parsed.of(
                "{\"minStartTimeNs\":\"0\",\"dataSourceId\":\"raw:com.google.location.sample:x\",\"point\":["
                        + "{\"startTimeNanos\":\"1767268800123456789\",\"dataTypeName\":\"com.google.location.sample\","
                        + "\"value\":[{\"fpVal\":52.5,\"mapVal\":[]},{\"fpVal\":-13.4,\"mapVal\":[]},{\"fpVal\":5,\"mapVal\":[]}]}]}");

        assertThat(parsed.places()).containsExactly(PLACE);
        assertThat(parsed.points().getFirst().elevation()).isNaN();
    }

    @Test
    void other_values_are_no_points_and_broken_ones_are_counted() throws Exception {
        var parsed = Parsed.of(takeout(
                POINT.replace("com.google.location.sample", "com.google.step_count.delta"),
                POINT.replace("52.5", "95"),
                POINT.replace("\"fpVal\":-13.4", ""),
                POINT.replace("TimeNanos", "Time"),
                POINT.replace("1767268800123456789", "0"),
                POINT.replace("1767268800123456789", "\"x\"")));

        assertThat(parsed.points()).isEmpty();
        assertThat(parsed.reasons())
                .containsExactly(
                        "coordinate-range",
                        "coordinate-missing",
                        "no-timestamp",
                        "timestamp-range",
                        "timestamp-format");
    }

    @Test
    void steps_alone_are_called_what_they_are() {
        assertThatThrownBy(() ->
                        Parsed.of(takeout(POINT.replace("com.google.location.sample", "com.google.step_count.delta"))))
                .hasMessageContaining("Google Fit")
                .hasMessageContaining("com.google.step_count.delta");
    }

    @Property(tries = 500)
    void a_mutilated_file_is_read_or_refused(@ForAll long seed) throws Exception {
        Mutations.readOrRefuse(Format.GOOGLE_FIT, takeout(POINT, POINT), seed);
    }
}

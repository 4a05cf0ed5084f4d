package dev.waymill.gateway.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.events.ImportFile.OnDamage;
import dev.waymill.formats.reader.ColumnHint;
import dev.waymill.gateway.problem.ProblemException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadQueryTest {
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

    @Test
    void an_upload_without_a_query_has_the_default_grace() {
        assertThat(UploadQuery.of(null, FIVE_MINUTES))
                .isEqualTo(new UploadQuery(null, null, FIVE_MINUTES, null, null, null, null, null, null));
    }

    @Test
    void names_and_values_are_decoded_and_the_first_duplicate_wins() {
        assertThat(UploadQuery.of(
                        "filename=a%20%C3%BC%26.gpx&grace=PT1H&format=gpx&grace=PT2H&onDamage=keep&x", FIVE_MINUTES))
                .isEqualTo(new UploadQuery(
                        "a \u00fc&.gpx", "gpx", Duration.ofHours(1), null, OnDamage.KEEP, null, null, null, null));
    }

    @Test
    void a_column_may_have_a_unit() {
        assertThat(UploadQuery.of(
                                "columns=speed:SPEED[km/h],elevation:H%C3%B6he[ft],battery:B[0..1],date:D",
                                FIVE_MINUTES)
                        .columns())
                .isEqualTo(Map.of("speed", "SPEED[km/h]", "elevation", "Höhe[ft]", "battery", "B[0..1]", "date", "D"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "grace=5",
                "grace=-PT1S",
                "grace=P30DT1S",
                "format=xlsx",
                "onDamage=",
                "onDamage=KEEP",
                "columns=speed:SPEED[furlongs]",
                "columns=elevation:H[km/h]",
                "columns=battery:Akku[]",
                "columns=colour:C",
                "columns=speed:a,speed:b",
                "columns=speed",
                "filename=%1"
            })
    void an_invalid_parameter_is_refused(String query) {
        assertThatThrownBy(() -> UploadQuery.of(query, FIVE_MINUTES)).isInstanceOf(ProblemException.class);
    }

    @Test
    void a_column_can_be_named_for_each_attribute_that_a_table_is_read_by() {
        var columns = ColumnHint.FIELDS.stream().map(name -> name + ":x").collect(Collectors.joining(","));

        assertThat(UploadQuery.of("columns=" + columns, FIVE_MINUTES).columns())
                .containsOnlyKeys(ColumnHint.FIELDS)
                .containsKeys("date", "time");
        assertThatThrownBy(() -> UploadQuery.of("columns=colour:x", FIVE_MINUTES))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("latitude, longitude, position, date, time");
    }
}

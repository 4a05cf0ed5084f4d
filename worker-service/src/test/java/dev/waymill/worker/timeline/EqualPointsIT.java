package dev.waymill.worker.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.worker.WorkerTest;
import dev.waymill.worker.imports.Uploads;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Equal points of one file become one point with the attributes of all, whatever their order.
@WorkerTest
@Import(Uploads.class)
class EqualPointsIT {
    private static final String HEADER = "time,lat,lon,elevation,accuracy,speed,course,battery,device,activity\n";
    private static final String FIX = "2026-05-01T08:00:00Z,53.5,10.0,";
    private static final String BARE = FIX + ",,,,,,";
    private static final String TRACK_POINT = FIX + ",5,1.5,90,,phone,";
    private static final String WAYPOINT = FIX + "12,,,,80,,walking";
    private static final String ROUGH = FIX + "14,9,,,,,";

    @Autowired
    Uploads uploads;

    @Autowired
    JdbcClient jdbc;

    final String owner = "owner-" + UUID.randomUUID();

    static Stream<Long> seeds() {
        return new Random().longs(6).boxed();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void the_point_has_what_any_of_them_has(long seed) throws Exception {
        imported(seed, BARE, TRACK_POINT, WAYPOINT, ROUGH, BARE);

        assertThat(row("point")).isEqualTo("12 5 1.5 90 80 phone walking");
    }

    @Test
    void a_value_of_the_point_itself_is_not_replaced() throws Exception {
        imported(1, FIX + "20,9,1,2,3,phone,", FIX + "10,5,,,,,walking");

        assertThat(row("point")).isEqualTo("20 9 1 2 3 phone walking");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_shadowed_point_has_what_any_of_them_has(long seed) throws Exception {
        imported(1, BARE);

        imported(seed, BARE, TRACK_POINT, WAYPOINT, ROUGH);

        assertThat(row("point")).isEmpty();
        assertThat(row("shadowed_point")).isEqualTo("12 5 1.5 90 80 phone walking");
    }

    private void imported(long seed, String... rows) throws Exception {
        var shuffled = Arrays.asList(rows.clone());
        Collections.shuffle(shuffled, new Random(seed));
        uploads.imported(owner, (HEADER + String.join("\n", shuffled)).getBytes(StandardCharsets.UTF_8));
    }

    private String row(String table) {
        return jdbc.sql("""
                SELECT concat_ws(' ', elevation, accuracy, speed, course, battery, device, activity)
                FROM %s JOIN owner USING (owner_no) WHERE name = :owner
                """.formatted(table))
                .param("owner", owner)
                .query(String.class)
                .single();
    }
}

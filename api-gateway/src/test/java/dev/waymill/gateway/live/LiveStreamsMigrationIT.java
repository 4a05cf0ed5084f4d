package dev.waymill.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.EventCodec;
import dev.waymill.events.LivePoints;
import dev.waymill.stack.test.TestStack;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// An update of a gateway that has received points which are not yet in an import.
class LiveStreamsMigrationIT {
    @Test
    void points_received_before_the_update_are_published() throws Exception {
        var database = TestStack.get().freshDatabase("migration");
        var source = new DriverManagerDataSource(database.url(), database.user(), database.password());
        Flyway.configure().dataSource(source).target("10").load().migrate();
        var jdbc = JdbcClient.create(source);
        jdbc.sql("""
                INSERT INTO live_point (owner, epoch_millis, latitude_e7, longitude_e7, accuracy, device, activity)
                SELECT 'ada', i, i, -i, CASE WHEN i = 1 THEN 3.3333333 END, CASE WHEN i > 3 THEN 'pixel "7"' END, 'walking'
                FROM generate_series(1, 1203) AS i
                """).update();

        Flyway.configure().dataSource(source).load().migrate();

        var events = new ArrayList<LivePoints>();
        for (var text :
                jdbc.sql("SELECT event FROM live_batch").query(String.class).list()) {
            events.add((LivePoints) EventCodec.decode(text.getBytes(StandardCharsets.UTF_8)));
        }
        assertThat(events).extracting(event -> event.points().size()).containsExactlyInAnyOrder(3, 500, 500, 200);
        assertThat(events.stream().flatMap(event -> event.points().stream()).map(LivePoints.Point::time))
                .hasSize(1_203)
                .doesNotHaveDuplicates();
        assertThat(events.stream().flatMap(event -> event.points().stream()))
                .contains(
                        new LivePoints.Point(1, 1, -1, null, 3.3333333f, null, null, null, null, "walking"),
                        new LivePoints.Point(4, 4, -4, null, null, null, null, null, "pixel \"7\"", "walking"));
        assertThat(jdbc.sql("SELECT count(DISTINCT id) FROM job WHERE type = 'live' AND state = 'running'")
                        .query(Long.class)
                        .single())
                .isEqualTo(2);
        assertThat(events).extracting(LivePoints::streamName).contains("live points", "live points of pixel \"7\"");
    }
}

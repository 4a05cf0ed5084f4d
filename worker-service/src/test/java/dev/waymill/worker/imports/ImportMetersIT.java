package dev.waymill.worker.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.worker.WorkerTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.support.TransactionTemplate;

@WorkerTest
@Import(Uploads.class)
class ImportMetersIT {
    @Autowired
    Uploads uploads;

    @Autowired
    MeterRegistry meters;

    @Autowired
    ImportMeters counts;

    @Autowired
    TransactionTemplate transaction;

    final String owner = "owner-" + UUID.randomUUID();

    private Map<String, Double> before;

    @BeforeEach
    void count() {
        before = counters();
    }

    @Test
    void each_point_of_a_file_is_counted_as_read_and_by_its_result() throws Exception {
        var point = Gpx.point("1", "2", "2026-01-01T00:00:00Z");

        uploads.imported(owner, Gpx.with(point, point, Gpx.point("91", "2", "2026-01-01T00:00:00Z")));

        assertThat(increases())
                .containsOnly(
                        Map.entry("waymill.points import read", 3.0),
                        Map.entry("waymill.points import rejected", 1.0),
                        Map.entry("waymill.points import duplicate", 1.0),
                        Map.entry("waymill.points import promoted", 1.0),
                        Map.entry("waymill.import.rejected coordinate-range", 1.0));
        assertThat(meters.get("waymill.import.stage")
                        .tag("format", "gpx")
                        .timer()
                        .count())
                .isPositive();
    }

    @Test
    void what_is_rolled_back_is_not_counted() {
        transaction.executeWithoutResult(status -> {
            counts.promoted(10, 10);
            status.setRollbackOnly();
        });

        assertThat(increases()).isEmpty();
    }

    private Map<String, Double> increases() {
        var increases = counters();
        before.forEach((name, count) -> increases.merge(name, -count, Double::sum));
        increases.values().removeIf(count -> count == 0);
        return increases;
    }

    private Map<String, Double> counters() {
        var counters = new TreeMap<String, Double>();
        meters.find("waymill.points")
                .counters()
                .forEach(counter -> counters.put(
                        "waymill.points " + counter.getId().getTag("source") + " "
                                + counter.getId().getTag("result"),
                        counter.count()));
        meters.find("waymill.import.rejected")
                .counters()
                .forEach(counter -> counters.put(
                        "waymill.import.rejected " + counter.getId().getTag("reason"), counter.count()));
        return counters;
    }
}

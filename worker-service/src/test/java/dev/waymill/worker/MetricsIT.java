package dev.waymill.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.stack.test.MetricsPage;
import dev.waymill.stack.test.RouteProbe;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/// The meters of a worker that has done nothing yet.
@WorkerTest
@DirtiesContext
@TestPropertySource(properties = "spring.application.name=fresh-worker")
class MetricsIT {
    @LocalManagementPort
    int port;

    @Autowired
    MeterRegistry registry;

    @Test
    void a_scrape_of_a_fresh_service_has_all_meters_at_zero_and_metrics_md_lists_them() throws Exception {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> registry.find("waymill.table.rows").gauge() != null
                        && registry.find("waymill.consume.lag").gauges().size() > 1);
        var scrape = new RouteProbe(port, "/actuator/health/liveness")
                .send("GET", "/actuator/prometheus", "HTTP/1.1", "")
                .text();

        var content = MetricsPage.content(scrape);
        assertThat(MetricsPage.section("worker-service", content)).isEqualTo(content);
        assertThat(scrape)
                .contains(
                        "waymill_points_total{result=\"duplicate\",source=\"live\"} 0.0",
                        "waymill_import_rejected_total{reason=\"coordinate-range\"} 0.0",
                        "waymill_import_stage_seconds_count{format=\"gpx\"} 0",
                        "waymill_task_run_seconds_count{kind=\"import.promote\",outcome=\"failed\"} 0",
                        "waymill_live_delay_seconds_bucket{le=\"10.0\"} 0",
                        "waymill_worker_slots_busy 0.0");
    }
}

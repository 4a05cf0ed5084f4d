package dev.waymill.scheduler.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.scheduler.SchedulerTest;
import dev.waymill.stack.test.MetricsPage;
import dev.waymill.stack.test.RouteProbe;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/// The meters of a scheduler that has done nothing yet.
@SchedulerTest
@DirtiesContext
@TestPropertySource(properties = "spring.application.name=fresh-scheduler")
class MetricsIT {
    @LocalManagementPort
    int port;

    @Autowired
    MeterRegistry registry;

    @Test
    void a_scrape_of_a_fresh_service_has_all_meters_at_zero_and_metrics_md_lists_them() throws Exception {
        await().until(() -> registry.find("waymill.table.rows").gauge() != null);
        var scrape = new RouteProbe(port, "/actuator/health/liveness")
                .send("GET", "/actuator/prometheus", "HTTP/1.1", "")
                .text();

        var content = MetricsPage.content(scrape);
        assertThat(MetricsPage.section("scheduler-service", content)).isEqualTo(content);
        assertThat(scrape)
                .contains(
                        "waymill_attempts_total{code=\"internal-error\",outcome=\"failed\",type=\"import\"} 0.0",
                        "waymill_attempts_total{code=\"none\",outcome=\"lost\",type=\"other\"} 0.0",
                        "waymill_task_wait_seconds_bucket{retry=\"true\",type=\"revert\",le=\"5.0\"} 0",
                        "waymill_job_duration_seconds_count{state=\"failed\",type=\"noop\"} 0",
                        "waymill_leases_taken_back_total{why=\"silent\"} 0.0",
                        "waymill_group_lag{group=\"worker\",partition=\"11\",topic=\"waymill.task-dispatched\"} 0.0");
    }
}

package dev.waymill.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.stack.test.MetricsPage;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;

class MetersIT {
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void a_scrape_does_not_wait_for_locked_tables() {
        gateway.bean(TransactionTemplate.class).executeWithoutResult(_ -> {
            gateway.jdbc()
                    .sql("LOCK TABLE job, live_batch IN ACCESS EXCLUSIVE MODE")
                    .update();

            var scrape = CompletableFuture.supplyAsync(() -> gateway.meters()).orTimeout(20, TimeUnit.SECONDS);

            assertThat(scrape.join())
                    .contains(
                            "waymill_outbox_oldest_age_seconds{outbox=\"jobs\"}",
                            "waymill_outbox_oldest_age_seconds{outbox=\"live-points\"}");
        });
    }

    @Test
    void counters_exist_before_the_first_event() {
        assertThat(gateway.meters())
                .contains(
                        "waymill_live_rejected_total{reason=\"coordinate-range\",source=\"overland\"} 0.0",
                        "waymill_live_received_total{source=\"overland\"} 0.0",
                        "waymill_jobs_submitted_total{outcome=\"mismatch\",type=\"restore\"} 0.0",
                        "waymill_outbox_refused_total{outbox=\"jobs\"} 0.0",
                        "waymill_streams_refused_total 0.0",
                        "waymill_uploads_refused_total 0.0");
    }

    @Test
    void metrics_md_lists_all_meters() throws Exception {
        await().until(() -> gateway.meters().contains("waymill_table_rows"));

        var content = MetricsPage.content(gateway.meters());

        assertThat(MetricsPage.section("api-gateway", content)).isEqualTo(content);
    }

    @Test
    void submissions_are_counted_by_type_and_outcome() {
        var key = gateway.key("owner-" + UUID.randomUUID(), "operator");
        var unique = "{\"type\": \"simulation\", \"unique\": {\"key\": \"a\", \"period\": \"P1D\"}}";
        for (var body : List.of(unique, unique, "{\"type\": \"simulation\", \"priority\": 99}")) {
            gateway.post("/api/v1/jobs", key, body);
        }
        for (var body : List.of("{\"type\": \"simulation\"}", "{\"type\": \"simulation\"}", unique)) {
            gateway.send(gateway.request("/api/v1/jobs", key)
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", "once")
                    .POST(BodyPublishers.ofString(body)));
        }

        assertThat(gateway.meters())
                .contains(
                        "waymill_jobs_submitted_total{outcome=\"accepted\",type=\"simulation\"} 2.0",
                        "waymill_jobs_submitted_total{outcome=\"already-there\",type=\"simulation\"} 1.0",
                        "waymill_jobs_submitted_total{outcome=\"repeated\",type=\"simulation\"} 1.0",
                        "waymill_jobs_submitted_total{outcome=\"mismatch\",type=\"simulation\"} 1.0");
    }
}

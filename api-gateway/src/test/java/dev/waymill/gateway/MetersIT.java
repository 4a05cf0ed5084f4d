package dev.waymill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

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

            assertThat(scrape.join()).contains("waymill_outbox_oldest_age_seconds", "waymill_live_oldest_age_seconds");
        });
    }

    @Test
    void counters_exist_before_the_first_event() {
        assertThat(gateway.meters())
                .contains("waymill_live_rejected_total{reason=\"coordinate-range\",source=\"overland\"} 0.0");
    }
}

package dev.waymill.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.worker.WorkerTest;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;

@WorkerTest
class ConsumeEndpointIT {
    @LocalManagementPort
    int port;

    @Autowired
    ConsumeHealthIndicator health;

    @Test
    void the_engine_is_part_of_the_workers_health() {
        await().untilAsserted(() -> assertThat(health.health().getStatus()).isEqualTo(Status.UP));
    }

    @Test
    void the_endpoint_shows_partitions_and_changes_the_concurrency() {
        await().untilAsserted(() -> assertThat(rest().get().retrieve().body(String.class))
                .contains("\"concurrency\":4", "\"topic\":\"waymill.task-dispatched\"", "\"watermark\""));

        var changed = rest().post()
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("concurrency", 7))
                .retrieve()
                .body(String.class);

        assertThat(changed).contains("\"concurrency\":7");
    }

    private RestClient rest() {
        return RestClient.create("http://127.0.0.1:" + port + "/actuator/consume");
    }
}

package dev.waymill.scheduler.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.events.rest.SchedulerStatus;
import dev.waymill.scheduler.SchedulerTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.json.JsonMapper;

@SchedulerTest
class StatusControllerIT {
    @Autowired
    JsonMapper json;

    @LocalServerPort
    int port;

    @Test
    void the_status_shows_all_states_and_groups_and_how_old_the_samples_are() {
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            var status = status();
            assertThat(status.sampled().at()).isNotNull();
            assertThat(status.sampled().secondsAgo()).isNotNegative();
            assertThat(status.lag().sampled().at()).isNotNull();
            assertThat(status.tasks())
                    .extracting(SchedulerStatus.Depth::state)
                    .containsExactly(
                            "held",
                            "blocked",
                            "delayed",
                            "overdue",
                            "waiting-for-key",
                            "ready",
                            "limited",
                            "dispatched",
                            "running");
            assertThat(status.tasks())
                    .allSatisfy(depth -> assertThat(depth.capped()).isFalse());
            assertThat(status.workers().wanted()).isPositive();
            assertThat(status.lag().groups())
                    .extracting(SchedulerStatus.Group::group)
                    .containsExactly("gateway", "scheduler", "worker", "worker-live");
            assertThat(status.lag().groups())
                    .allSatisfy(group -> assertThat(group.records()).isNotNull());
        });
    }

    private SchedulerStatus status() throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/internal/status"))
                    .build();
            var response = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(200);
            return json.readValue(response.body(), SchedulerStatus.class);
        }
    }
}

package dev.waymill.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.events.EventCodec;
import dev.waymill.events.Topics;
import dev.waymill.runtime.loop.Loop;
import dev.waymill.stack.test.TestStack;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class OutboxPublisherIT {
    /// No process listens on this port.
    private static final Map<String, String> NO_BROKER = Map.of(
            "spring.kafka.bootstrap-servers", "localhost:1",
            "spring.kafka.admin.operation-timeout", "1s",
            "spring.kafka.producer.properties.max.block.ms", "300");

    private static final Map<String, String> BROKER =
            Map.of("spring.kafka.bootstrap-servers", TestStack.get().bootstrapServers());

    @Test
    void a_job_accepted_during_a_kafka_outage_is_published_afterwards(CapturedOutput log) throws Exception {
        try (var gateway = RunningGateway.start(NO_BROKER);
                var created = EventProbe.of(Topics.JOB_CREATED)) {
            var id = upload(gateway);
            await().until(() -> log.getOut().contains("Kafka is unavailable; accepted jobs"));
            var trace = gateway.get("/api/v1/jobs/" + id, gateway.adminKey())
                    .is(200)
                    .text("/traceId");
            await().during(Duration.ofSeconds(2)).until(() -> !isPublished(gateway, id));
            assertThat(log.getOut().split("Kafka is unavailable; accepted jobs", -1))
                    .hasSize(2);

            gateway.restart(BROKER);
            var record = created.next(id.toString());
            assertThat(EventCodec.traceparent(record)).contains(trace);
            await().until(() -> isPublished(gateway, id));
        }
    }

    @Test
    void a_job_not_marked_as_published_is_sent_again_as_the_same_event() throws Exception {
        try (var gateway = RunningGateway.start();
                var created = EventProbe.of(Topics.JOB_CREATED)) {
            var id = upload(gateway);
            await().until(() -> isPublished(gateway, id));
            gateway.stop();
            gateway.restart(Map.of());
            gateway.jdbc()
                    .sql("UPDATE job SET published_at = NULL, publish_after = now() WHERE id = :id")
                    .param("id", id)
                    .update();
            await().until(() -> isPublished(gateway, id));
            var records = created.all().stream()
                    .filter(record -> id.toString().equals(record.key()))
                    .toList();
            assertThat(records).hasSize(2);
            assertThat(EventCodec.read(records.getFirst())).isEqualTo(EventCodec.read(records.getLast()));
        }
    }

    @Test
    void a_row_claimed_by_a_dead_publisher_is_sent_after_its_lease() {
        try (var gateway = RunningGateway.start()) {
            var id = upload(gateway);
            await().until(() -> isPublished(gateway, id));
            gateway.jdbc()
                    .sql("UPDATE job SET published_at = NULL, publish_after = now() + interval '2 s' WHERE id = :id")
                    .param("id", id)
                    .update();
            gateway.bean("outboxLoop", Loop.class).wake();
            assertThat(isPublished(gateway, id)).isFalse();
            await().until(() -> isPublished(gateway, id));
        }
    }

    @Test
    void a_job_is_published_without_waiting_for_the_poll() {
        try (var gateway = RunningGateway.start()) {
            upload(gateway);
            await().until(() -> gateway.jdbc()
                    .sql("SELECT bool_and(published_at IS NOT NULL) FROM job")
                    .query(Boolean.class)
                    .single());
            for (int i = 0; i < 20; i++) {
                upload(gateway);
            }
            await().until(() -> gateway.jdbc()
                    .sql("SELECT bool_and(published_at IS NOT NULL) FROM job")
                    .query(Boolean.class)
                    .single());
            var median = gateway.jdbc().sql("""
                            SELECT percentile_cont(0.5) WITHIN GROUP (
                                ORDER BY extract(epoch FROM published_at - created_at) * 1000) FROM job
                            """).query(Double.class).single();
            // Polling once a second would make the median about 500 ms.
            assertThat(median).isLessThan(350);
        }
    }

    private static UUID upload(RunningGateway gateway) {
        var file = UUID.randomUUID().toString().getBytes(UTF_8);
        return UUID.fromString(
                gateway.upload("?filename=a", gateway.adminKey(), file).is(202).text("/id"));
    }

    private static boolean isPublished(RunningGateway gateway, UUID id) {
        return gateway.jdbc()
                .sql("SELECT published_at IS NOT NULL FROM job WHERE id = :id")
                .param("id", id)
                .query(Boolean.class)
                .single();
    }
}

package dev.waymill.scheduler.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.SendResult;

class PublisherTest {
    private static final DefaultKafkaProducerFactory<String, byte[]> PRODUCERS = new DefaultKafkaProducerFactory<>(
            Map.of(ProducerConfig.MAX_BLOCK_MS_CONFIG, "5000", ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000));

    @Test
    void an_unsendable_event_is_refused_and_the_others_are_sent() {
        var result = new Publisher(broker())
                .send(
                        List.of("good", "late-too-large", "too-large", "raw", "invalid", "unmade", "away", "last"),
                        this::record);

        assertThat(result.sent()).containsExactly("good");
        assertThat(result.refused())
                .extracting(Publisher.RejectedEvent::event)
                .containsExactly("late-too-large", "too-large", "raw", "invalid", "unmade");
    }

    @Test
    void an_event_rejected_by_configuration_is_neither_sent_nor_refused() {
        var result = new Publisher(broker()).send(List.of("forbidden", "good"), this::record);

        assertThat(result.sent()).containsExactly("good");
        assertThat(result.refused()).isEmpty();
    }

    @Test
    void the_longest_send_time_is_the_producers_configured_one() {
        assertThat(new Publisher(broker()).longest()).isEqualTo(Duration.ofSeconds(20));
        assertThat(SendTimes.of(new DefaultKafkaProducerFactory<>(Map.of())).longest())
                .isEqualTo(Duration.ofSeconds(240));
    }

    private ProducerRecord<String, byte[]> record(String event) {
        if (event.equals("unmade")) {
            throw new IllegalArgumentException("No such event");
        }
        return new ProducerRecord<>(event, new byte[0]);
    }

    private static KafkaTemplate<String, byte[]> broker() {
        return new KafkaTemplate<>(PRODUCERS) {
            @Override
            public CompletableFuture<SendResult<String, byte[]>> send(ProducerRecord<String, byte[]> record) {
                return switch (record.topic()) {
                    case "late-too-large" ->
                        CompletableFuture.failedFuture(
                                new KafkaException("Failed to send", new RecordTooLargeException("too large")));
                    case "too-large" ->
                        throw new KafkaException("Send failed", new RecordTooLargeException("too large"));
                    case "raw" -> throw new SerializationException("no bytes");
                    case "invalid" -> CompletableFuture.failedFuture(new InvalidRecordException("invalid"));
                    case "forbidden" -> CompletableFuture.failedFuture(new TopicAuthorizationException("forbidden"));
                    case "away" -> throw new KafkaException("Send failed", new TimeoutException("away"));
                    case "last" -> throw new AssertionError("The broker is away, and asked again");
                    default -> CompletableFuture.completedFuture(null);
                };
            }
        };
    }
}

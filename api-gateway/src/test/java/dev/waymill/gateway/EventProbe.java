package dev.waymill.gateway;

import dev.waymill.stack.test.TestPatience;
import dev.waymill.stack.test.TestStack;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/// Reads a topic from its start, so that tests find the records they caused. Confined to the test's thread.
public final class EventProbe implements AutoCloseable {
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<ConsumerRecord<String, byte[]>> seen = new ArrayList<>();

    private EventProbe(String topic) {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers",
                TestStack.get().bootstrapServers(),
                "group.id",
                "probe-" + UUID.randomUUID(),
                "auto.offset.reset",
                "earliest",
                "metadata.max.age.ms",
                "500");
        consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of(topic));
    }

    public static EventProbe of(String topic) {
        return new EventProbe(topic);
    }

    /// Waits for the first record with the key.
    public ConsumerRecord<String, byte[]> next(String key) {
        var deadline = Instant.now().plus(TestPatience.PATIENCE);
        while (Instant.now().isBefore(deadline)) {
            var found = seen.stream().filter(record -> key.equals(record.key())).findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            consumer.poll(Duration.ofMillis(100)).forEach(seen::add);
        }
        throw new AssertionError("No record with key " + key);
    }

    /// Returns all records that the topic has now.
    public List<ConsumerRecord<String, byte[]>> all() {
        for (int quiet = 0; quiet < 3; ) {
            var records = consumer.poll(Duration.ofMillis(200));
            records.forEach(seen::add);
            quiet = records.isEmpty() ? quiet + 1 : 0;
        }
        return List.copyOf(seen);
    }

    @Override
    public void close() {
        consumer.close();
    }
}

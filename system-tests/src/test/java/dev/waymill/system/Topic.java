package dev.waymill.system;

import dev.waymill.events.Event;
import dev.waymill.events.EventCodec;
import dev.waymill.events.UnreadableEventException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// A topic of the services, read and written by a test directly.
final class Topic {
    private static final Duration POLL = Duration.ofMillis(200);

    private final String broker;
    private final String name;

    Topic(Waymill waymill, String name) {
        this.broker = waymill.services.stack().bootstrapServers();
        this.name = name;
    }

    /// A record and its event.
    record Entry(ConsumerRecord<String, byte[]> record, Event event) {}

    /// Reads all records that the topic has now, from the start.
    void read(Consumer<Entry> each) throws UnreadableEventException {
        var settings = Map.<String, Object>of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                broker,
                ConsumerConfig.GROUP_ID_CONFIG,
                "test-" + UUID.randomUUID());
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(name).stream()
                    .map(one -> new TopicPartition(name, one.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions).entrySet();
            while (ends.stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (var record : consumer.poll(POLL)) {
                    each.accept(new Entry(record, EventCodec.read(record)));
                }
            }
        }
    }

    /// Sends the records, and returns when the broker has acknowledged all of them.
    void send(Collection<ProducerRecord<String, byte[]>> records) {
        var settings = Map.<String, Object>of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker);
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            var sends = records.stream().map(producer::send).toList();
            for (var send : sends) {
                send.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("The broker has not taken what the test sent", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// A copy of the record, like the duplicate after a crash of a producer or a consumer.
    static ProducerRecord<String, byte[]> again(ConsumerRecord<String, byte[]> record) {
        return new ProducerRecord<>(record.topic(), null, record.key(), record.value(), record.headers());
    }
}

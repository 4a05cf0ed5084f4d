package dev.waymill.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Any single broker may die: acknowledged records survive, and new ones are acknowledged meanwhile.
class LocalKafkaClusterIT {

    @TempDir
    Path directory;

    @Test
    void no_acknowledged_record_is_lost_when_each_broker_is_killed() throws Exception {
        try (var cluster = LocalKafkaCluster.start(directory);
                var admin = Admin.create(reach(cluster))) {
            admin.createTopics(List.of(new NewTopic("t", Optional.of(1), Optional.empty())))
                    .all()
                    .get();
            try (var producer = new KafkaProducer<>(reach(cluster), new StringSerializer(), new StringSerializer())) {
                for (var node : cluster.nodes()) {
                    node.kill();
                    producer.send(new ProducerRecord<>("t", "while " + node.bootstrapServers() + " is away"))
                            .get();
                    node.restart();
                    await().until(() -> inSync(admin) == 3);
                }
            }

            assertThat(read(cluster)).isEqualTo(3);
        }
    }

    private static int inSync(Admin admin) throws Exception {
        var topic = admin.describeTopics(List.of("t")).allTopicNames().get().values();
        return topic.iterator().next().partitions().getFirst().isr().size();
    }

    private static long read(LocalKafkaCluster cluster) {
        var partition = List.of(new TopicPartition("t", 0));
        try (var consumer = new KafkaConsumer<>(reach(cluster), new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(partition);
            consumer.seekToBeginning(partition);
            var read = new ArrayList<String>();
            await().until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> read.add(record.value()));
                return consumer.position(partition.getFirst())
                        >= end(consumer.endOffsets(partition).values());
            });
            return read.size();
        }
    }

    private static long end(Collection<Long> ends) {
        return ends.iterator().next();
    }

    private static Map<String, Object> reach(LocalKafkaCluster cluster) {
        return Map.of("bootstrap.servers", cluster.bootstrapServers());
    }
}

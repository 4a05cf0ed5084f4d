package dev.waymill.runtime.recovery;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/// The topics during a recovery. Missing topics and groups are those of a new Kafka; nothing is to be done to
/// them.
final class RecoveredTopics implements AutoCloseable {
    private final Admin admin;
    private final RecoveryOptions options;

    RecoveredTopics(Map<String, Object> configuration, RecoveryOptions options) {
        this.admin = Admin.create(configuration);
        this.options = options;
    }

    /// @throws IllegalStateException if a service runs, or was killed a moment ago
    void requireNoMembers(List<String> groups) {
        var found = admin.describeConsumerGroups(groups).describedGroups().entrySet();
        for (var one : found) {
            try {
                int members = one.getValue().get().members().size();
                if (members > 0) {
                    throw new IllegalStateException(
                            "Stop all services first: the consumer group %s has members (%d). A killed process leaves it after some seconds"
                                    .formatted(one.getKey(), members));
                }
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof GroupIdNotFoundException)) {
                    throw failed(e);
                }
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
    }

    /// Deletes all records.
    ///
    /// @return how many
    long empty(List<String> topics) {
        var partitions = partitions(topics);
        var first = offsets(partitions, OffsetSpec.earliest());
        var last = offsets(partitions, OffsetSpec.latest());
        if (!options.dryRun() && !partitions.isEmpty()) {
            await(admin.deleteRecords(last.entrySet().stream()
                            .collect(Collectors.toMap(
                                    Map.Entry::getKey, end -> RecordsToDelete.beforeOffset(end.getValue()))))
                    .all());
        }
        return last.entrySet().stream()
                .mapToLong(end -> end.getValue() - first.getOrDefault(end.getKey(), end.getValue()))
                .sum();
    }

    /// Has the group read the topic again. A partition without a committed offset is read from its start
    /// anyway.
    ///
    /// @return how many records will be read again
    long rewind(String group, String topic) {
        var committed = committed(group, topic);
        var earlier = offsets(
                committed.keySet(),
                OffsetSpec.forTimestamp(options.since().toInstant().toEpochMilli()));
        var moved = new HashMap<TopicPartition, OffsetAndMetadata>();
        long records = 0;
        for (var one : committed.entrySet()) {
            // No record of that time or later has the offset -1.
            var offset = earlier.getOrDefault(one.getKey(), -1L);
            if (offset >= 0 && offset < one.getValue()) {
                moved.put(one.getKey(), new OffsetAndMetadata(offset));
                records += one.getValue() - offset;
            }
        }
        if (!options.dryRun() && !moved.isEmpty()) {
            await(admin.alterConsumerGroupOffsets(group, moved).all());
        }
        return records;
    }

    private Map<TopicPartition, Long> committed(String group, String topic) {
        try {
            return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().entrySet().stream()
                    .filter(one -> one.getKey().topic().equals(topic) && one.getValue() != null)
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, one -> one.getValue().offset()));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Map.of();
            }
            throw failed(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private List<TopicPartition> partitions(List<String> topics) {
        var existing = await(admin.listTopics().names());
        var wanted = topics.stream().filter(existing::contains).toList();
        return await(admin.describeTopics(wanted).allTopicNames()).values().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .toList();
    }

    private Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec at) {
        var wanted = partitions.stream().collect(Collectors.toMap(one -> one, _ -> at));
        return await(admin.listOffsets(wanted).all()).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, found -> found.getValue().offset()));
    }

    private static <T> T await(KafkaFuture<T> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw failed(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException failed(ExecutionException e) {
        return new IllegalStateException("Kafka refused, so the recovery must be repeated: " + e.getCause(), e);
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("Interrupted, so the recovery must be repeated", e);
    }

    @Override
    public void close() {
        admin.close();
    }
}

package dev.waymill.scheduler.status;

import dev.waymill.events.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/// The consumer groups of all services, as the broker knows them: it also knows the lag of a group whose
/// consumers are dead. Confined to its loop's thread, except for [#close]. Each call is bounded.
final class ConsumerGroups implements AutoCloseable {
    /// What the groups read. The groups in which each worker reads every cancellation are not included.
    static final Map<String, List<String>> TOPICS = Map.of(
            "scheduler", List.of(Topics.JOB_CREATED, Topics.TASK_REPORTED, Topics.JOB_DEAD_LETTER),
            "gateway", List.of(Topics.JOB_CHANGED),
            "worker", List.of(Topics.TASK_DISPATCHED),
            "worker-live", List.of(Topics.LIVE_POINTS));

    private static final Duration LONGEST_CALL = Duration.ofSeconds(5);

    private final Map<String, Object> settings;
    private volatile @Nullable Admin admin;

    /// @param settings of the client; its timeouts are replaced
    ConsumerGroups(Map<String, Object> settings) {
        this.settings = new HashMap<>(settings);
        this.settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) LONGEST_CALL.toMillis());
        this.settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) LONGEST_CALL.toMillis());
    }

    /// A partition that a group reads.
    record GroupPartition(String group, TopicPartition partition) {
        static Set<GroupPartition> of(Collection<TopicPartition> partitions) {
            return TOPICS.entrySet().stream()
                    .flatMap(group -> partitions.stream()
                            .filter(partition -> group.getValue().contains(partition.topic()))
                            .map(partition -> new GroupPartition(group.getKey(), partition)))
                    .collect(Collectors.toSet());
        }
    }

    /// Returns the number of consumers in each group.
    Map<String, Integer> members() throws Exception {
        var members = new HashMap<String, Integer>();
        for (var group : admin().describeConsumerGroups(TOPICS.keySet())
                .describedGroups()
                .entrySet()) {
            members.put(
                    group.getKey(),
                    existing(group.getValue()).map(it -> it.members().size()).orElse(0));
        }
        return members;
    }

    /// Returns how many records each group has not committed, by partition.
    Map<GroupPartition, Long> lag() throws Exception {
        var partitions = partitions();
        var ends = offsets(partitions, OffsetSpec.latest());
        var committed = committed();
        var all = GroupPartition.of(partitions);
        var starts = offsets(
                all.stream()
                        .filter(one -> !committed.containsKey(one))
                        .map(GroupPartition::partition)
                        .collect(Collectors.toSet()),
                OffsetSpec.earliest());
        var lag = new HashMap<GroupPartition, Long>();
        for (var one : all) {
            long end = ends.getOrDefault(one.partition(), 0L);
            long read = committed.getOrDefault(one, starts.getOrDefault(one.partition(), end));
            lag.put(one, Math.max(0, end - read));
        }
        return lag;
    }

    private Set<TopicPartition> partitions() throws Exception {
        var topics = TOPICS.values().stream().flatMap(List::stream).toList();
        var partitions = new HashSet<TopicPartition>();
        for (var topic : admin().describeTopics(topics).topicNameValues().entrySet()) {
            existing(topic.getValue())
                    .ifPresent(found -> found.partitions()
                            .forEach(one -> partitions.add(new TopicPartition(topic.getKey(), one.partition()))));
        }
        return partitions;
    }

    private Map<GroupPartition, Long> committed() throws Exception {
        var wanted = TOPICS.keySet().stream()
                .collect(Collectors.toMap(Function.identity(), _ -> new ListConsumerGroupOffsetsSpec()));
        var found = admin().listConsumerGroupOffsets(wanted);
        var committed = new HashMap<GroupPartition, Long>();
        for (var group : TOPICS.keySet()) {
            existing(found.partitionsToOffsetAndMetadata(group))
                    .ifPresent(offsets -> offsets.forEach((partition, offset) -> {
                        if (offset != null) {
                            committed.put(new GroupPartition(group, partition), offset.offset());
                        }
                    }));
        }
        return committed;
    }

    private Map<TopicPartition, Long> offsets(Set<TopicPartition> partitions, OffsetSpec which) throws Exception {
        if (partitions.isEmpty()) {
            return Map.of();
        }
        var found = await(
                admin().listOffsets(partitions.stream().collect(Collectors.toMap(Function.identity(), _ -> which)))
                        .all());
        return found.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, offset -> offset.getValue().offset()));
    }

    /// Empty if the group or topic does not exist yet.
    private static <T> Optional<T> existing(KafkaFuture<T> result) throws Exception {
        try {
            return Optional.of(await(result));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException
                    || e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static <T> T await(KafkaFuture<T> result)
            throws InterruptedException, ExecutionException, TimeoutException {
        return result.get(LONGEST_CALL.multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Created late, since its constructor fails while the broker's name cannot be resolved.
    private Admin admin() {
        var open = admin;
        if (open == null) {
            open = Admin.create(settings);
            admin = open;
        }
        return open;
    }

    @Override
    public void close() {
        var open = admin;
        if (open != null) {
            open.close(Duration.ofSeconds(1));
        }
    }
}

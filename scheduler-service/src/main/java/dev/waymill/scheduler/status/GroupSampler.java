package dev.waymill.scheduler.status;

import dev.waymill.events.Topics;
import dev.waymill.runtime.loop.Loop;
import dev.waymill.scheduler.status.ConsumerGroups.GroupPartition;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.stereotype.Component;

/// Samples the consumer groups of all services in the background. Sampled by its loop's thread, read by any.
@Component
class GroupSampler implements DisposableBean {
    private final ConsumerGroups groups;
    private final Clock clock;
    private final MeterRegistry registry;
    private final Set<GroupPartition> registered = new HashSet<>();
    private volatile GroupSample last = new GroupSample(null, Map.of(), Map.of());

    @Autowired
    GroupSampler(KafkaAdmin admin, Clock clock, MeterRegistry registry) {
        this(new ConsumerGroups(admin.getConfigurationProperties()), clock, registry);
    }

    GroupSampler(ConsumerGroups groups, Clock clock, MeterRegistry registry) {
        this.groups = groups;
        this.clock = clock;
        this.registry = registry;
        ConsumerGroups.TOPICS.keySet().forEach(this::registerMembers);
        var partitions = Topics.all().stream()
                .flatMap(topic ->
                        IntStream.range(0, Topics.PARTITIONS).mapToObj(number -> new TopicPartition(topic, number)))
                .toList();
        GroupPartition.of(partitions).forEach(this::registerLag);
    }

    /// @param time null before the first sample
    record GroupSample(@Nullable SampleMoment time, Map<String, Integer> members, Map<GroupPartition, Long> lag) {}

    @Bean
    static Loop groupSampleLoop(GroupSampler sampler) {
        return Loop.observer("group-sample", Duration.ofSeconds(15), sampler::tick);
    }

    /// Reads the next sample. If that fails, the last one stays, and its age says so.
    boolean tick() throws Exception {
        var members = groups.members();
        var lag = groups.lag();
        last = new GroupSample(new SampleMoment(clock.instant(), System.nanoTime()), members, lag);
        lag.keySet().forEach(this::registerLag);
        return false;
    }

    GroupSample last() {
        return last;
    }

    @Override
    public void destroy() {
        groups.close();
    }

    /// Not a number until the first sample: no member is an alarm.
    private void registerMembers(String group) {
        Gauge.builder("waymill.group.members", this, it -> it.members(group))
                .description("Consumers in a consumer group")
                .tag("group", group)
                .register(registry);
    }

    private double members(String group) {
        var members = last.members().get(group);
        return members == null ? Double.NaN : members;
    }

    private void registerLag(GroupPartition one) {
        if (registered.add(one)) {
            Gauge.builder("waymill.group.lag", this, it -> it.last.lag().getOrDefault(one, 0L))
                    .description("Records that a consumer group has not committed. One that runs tasks commits a record"
                            + " when its task has ended, so `worker` has the running tasks, too")
                    .tag("group", one.group())
                    .tag("topic", one.partition().topic())
                    .tag("partition", String.valueOf(one.partition().partition()))
                    .register(registry);
        }
    }
}

package dev.waymill.scheduler.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.waymill.events.Topics;
import dev.waymill.scheduler.SchedulerTest;
import dev.waymill.scheduler.status.ConsumerGroups.GroupPartition;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;

@SchedulerTest
class GroupSamplerIT {
    @Autowired
    GroupSampler sampler;

    @Autowired
    KafkaAdmin admin;

    @Autowired
    KafkaTemplate<String, byte[]> kafka;

    @Autowired
    MeterRegistry registry;

    @Test
    void records_that_no_consumer_has_committed_are_the_groups_lag() throws Exception {
        var groups = new ConsumerGroups(admin.getConfigurationProperties());
        var partition = new GroupPartition("worker-live", new TopicPartition(Topics.LIVE_POINTS, 5));
        long before = groups.lag().getOrDefault(partition, 0L);
        for (int i = 0; i < 3; i++) {
            kafka.send(Topics.LIVE_POINTS, 5, "ada", new byte[0]).get();
        }

        assertThat(groups.lag()).containsEntry(partition, before + 3);
        groups.close();
    }

    @Test
    void a_groups_members_are_counted_and_a_group_that_does_not_exist_has_none() {
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            sampler.tick();
            assertThat(sampler.last().members().get("scheduler")).isPositive();
        });
        assertThat(registry.get("waymill.group.members")
                        .tag("group", "scheduler")
                        .gauge()
                        .value())
                .isPositive();
        assertThat(registry.get("waymill.group.members")
                        .tag("group", "worker")
                        .gauge()
                        .value())
                .isZero();
    }

    @Test
    @Timeout(60)
    void while_the_broker_is_away_a_sample_fails_in_bounded_time_and_the_last_one_stays() throws Exception {
        Map<String, Object> settings = new HashMap<>(admin.getConfigurationProperties());
        var groups = new ConsumerGroups(settings);
        var own = new GroupSampler(groups, Clock.systemUTC(), new SimpleMeterRegistry());
        own.tick();
        var last = own.last();
        groups.close();
        settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:1");
        var away = new GroupSampler(new ConsumerGroups(settings), Clock.systemUTC(), new SimpleMeterRegistry());

        assertThatThrownBy(away::tick).hasMessageContaining("Timed out");
        assertThat(away.last().time()).isNull();
        assertThatThrownBy(own::tick).hasMessageContaining("Cannot accept new calls");
        assertThat(own.last()).isSameAs(last);
        assertThat(Objects.requireNonNull(last.time()).at()).isNotNull();
        away.destroy();
    }
}

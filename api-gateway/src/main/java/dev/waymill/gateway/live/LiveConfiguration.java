package dev.waymill.gateway.live;

import dev.waymill.events.Topics;
import dev.waymill.gateway.outbox.OutboxPublisher;
import dev.waymill.runtime.loop.Loop;
import dev.waymill.runtime.loop.SampledGauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;

@Configuration(proxyBeanMethods = false)
class LiveConfiguration {
    /// Live points have a loop of their own, so that they and jobs do not wait for each other.
    @Bean
    Loop livePointsLoop(LiveBatchStore batches, KafkaTemplate<String, byte[]> kafka, KafkaAdmin admin) {
        return OutboxPublisher.loop("live-points", "live points", batches, kafka, admin);
    }

    @Bean
    NewTopic livePointsTopic() {
        return Topics.create(Topics.LIVE_POINTS);
    }

    @Bean
    Loop livePointAgeLoop(LiveBatchStore batches, MeterRegistry meters) {
        return SampledGauge.ofAge(
                "live-point-age",
                "waymill.live.oldest.age",
                "Age of the oldest received point that is not yet published",
                batches::oldestAgeSeconds,
                meters);
    }
}

package dev.waymill.gateway.live;

import dev.waymill.events.Topics;
import dev.waymill.gateway.outbox.OutboxLoops;
import dev.waymill.runtime.loop.Loop;
import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class LiveConfiguration {
    /// Live points have a loop of their own, so that they and jobs do not wait for each other.
    @Bean
    Loop livePointsLoop(LiveBatchStore batches, OutboxLoops loops) {
        return loops.publishing("live-points", "live-points", batches);
    }

    @Bean
    NewTopic livePointsTopic() {
        return Topics.create(Topics.LIVE_POINTS);
    }

    @Bean
    Loop livePointsBacklogLoop(LiveBatchStore batches, OutboxLoops loops) {
        return loops.sampling("live-points-backlog", "live-points", batches);
    }
}

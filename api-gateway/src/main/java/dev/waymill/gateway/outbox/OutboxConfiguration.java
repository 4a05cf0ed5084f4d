package dev.waymill.gateway.outbox;

import dev.waymill.events.Topics;
import dev.waymill.runtime.loop.Loop;
import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.support.ProducerListener;

@Configuration(proxyBeanMethods = false)
class OutboxConfiguration {
    /// The loop of the outbox publisher. Submissions wake it.
    @Bean
    Loop outboxLoop(OutboxStore outbox, OutboxLoops loops) {
        return loops.publishing("outbox", "jobs", outbox);
    }

    /// The publisher logs an outage once; the default listener would log it for each record.
    @Bean
    ProducerListener<Object, Object> quietProducer() {
        return new ProducerListener<>() {};
    }

    @Bean
    NewTopic jobCreatedTopic() {
        return Topics.create(Topics.JOB_CREATED);
    }

    @Bean
    Loop outboxBacklogLoop(OutboxStore outbox, OutboxLoops loops) {
        return loops.sampling("outbox-backlog", "jobs", outbox);
    }
}

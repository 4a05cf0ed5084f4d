package dev.waymill.gateway.outbox;

import dev.waymill.events.Topics;
import dev.waymill.runtime.loop.Loop;
import dev.waymill.runtime.loop.SampledGauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.ProducerListener;

@Configuration(proxyBeanMethods = false)
class OutboxConfiguration {
    /// The loop of the outbox publisher. Submissions wake it.
    @Bean
    Loop outboxLoop(OutboxStore outbox, KafkaTemplate<String, byte[]> kafka, KafkaAdmin admin) {
        return OutboxPublisher.loop("outbox", "jobs", outbox, kafka, admin);
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
    Loop outboxAgeLoop(OutboxStore outbox, MeterRegistry meters) {
        return SampledGauge.ofAge(
                "outbox-age",
                "waymill.outbox.oldest.age",
                "Age of the oldest unpublished submission",
                outbox::oldestAgeSeconds,
                meters);
    }
}

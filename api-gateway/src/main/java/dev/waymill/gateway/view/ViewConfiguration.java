package dev.waymill.gateway.view;

import dev.waymill.events.Topics;
import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.FixedBackOff;

@Configuration(proxyBeanMethods = false)
class ViewConfiguration {
    /// Retries a failed batch indefinitely. A batch fails only while the database or the broker is unavailable,
    /// and skipping it would lose changes.
    @Bean
    CommonErrorHandler retryForever() {
        return new DefaultErrorHandler(new FixedBackOff(1_000, FixedBackOff.UNLIMITED_ATTEMPTS));
    }

    @Bean
    NewTopic jobChangedTopic() {
        return Topics.create(Topics.JOB_CHANGED);
    }

    @Bean
    NewTopic jobDeadLetterTopic() {
        return Topics.create(Topics.JOB_DEAD_LETTER);
    }
}

package dev.waymill.runtime.consumer;

import dev.waymill.runtime.loop.Loop;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;

/// Watches the Kafka consumers of a service with listeners.
@AutoConfiguration(after = KafkaAutoConfiguration.class)
@ConditionalOnBean(KafkaListenerEndpointRegistry.class)
class ConsumerWatchConfiguration {
    @Bean
    Loop consumerWatchLoop(KafkaListenerEndpointRegistry listeners, MeterRegistry meters) {
        return new Loop("kafka-consumers", Duration.ofSeconds(5), new ConsumerWatch(listeners, meters)::tick);
    }
}

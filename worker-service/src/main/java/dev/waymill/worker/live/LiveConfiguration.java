package dev.waymill.worker.live;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.FixedBackOff;

@Configuration(proxyBeanMethods = false)
class LiveConfiguration {
    /// Retries a failed batch indefinitely. A batch fails only while the database or the broker is unavailable, and
    /// skipping it would lose points.
    @Bean
    CommonErrorHandler retryForever() {
        return new DefaultErrorHandler(new FixedBackOff(1_000, FixedBackOff.UNLIMITED_ATTEMPTS));
    }
}

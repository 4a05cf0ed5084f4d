package dev.waymill.scheduler.publish;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.springframework.kafka.core.ProducerFactory;

/// How long the configured producer tries to send a record.
///
/// @param block how long `send` may block
/// @param delivery how long the producer then tries to deliver the record
record SendTimes(Duration block, Duration delivery) {
    static SendTimes of(ProducerFactory<?, ?> producers) {
        var settings = producers.getConfigurationProperties();
        return new SendTimes(
                millis(settings, ProducerConfig.MAX_BLOCK_MS_CONFIG),
                millis(settings, ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG));
    }

    /// Sending a batch stops once it has taken as long as one send may block, and its last send may block that
    /// long again.
    Duration longest() {
        return block.multipliedBy(2).plus(delivery);
    }

    private static Duration millis(Map<String, Object> settings, String name) {
        var key = Objects.requireNonNull(ProducerConfig.configDef().configKeys().get(name));
        var value = settings.getOrDefault(name, key.defaultValue);
        return Duration.ofMillis(((Number) ConfigDef.parseType(name, value, key.type)).longValue());
    }
}

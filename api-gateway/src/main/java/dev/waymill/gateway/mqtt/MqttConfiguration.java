package dev.waymill.gateway.mqtt;

import dev.waymill.gateway.owntracks.OwnTracksMessages;
import dev.waymill.runtime.loop.Loop;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Subscribes to a broker if one is set.
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("waymill.mqtt.url")
class MqttConfiguration {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    @Bean
    MqttSubscriber mqttSubscriber(
            OwnTracksMessages messages, MqttProperties properties, MeterRegistry meters, Clock clock) {
        var url = Objects.requireNonNull(properties.url(), "waymill.mqtt.url");
        return new MqttSubscriber(properties, url, new MqttMessages(messages, properties, meters, clock));
    }

    /// The loop is no bean, because a broker that is away must not make the gateway unready.
    @Bean
    SmartLifecycle mqttLoop(MqttSubscriber subscriber) {
        var loop = new Loop("mqtt", RETRY_AFTER, subscriber::tick);
        return new SmartLifecycle() {
            @Override
            public void start() {
                loop.start();
            }

            @Override
            public void stop() {
                loop.stop();
                subscriber.close();
            }

            @Override
            public boolean isRunning() {
                return loop.isRunning();
            }
        };
    }

    /// The health component `mqtt`.
    @Bean
    HealthIndicator mqttHealthIndicator(MqttSubscriber subscriber) {
        return () -> (subscriber.isConnected() ? Health.up() : Health.down()).build();
    }
}

package dev.waymill.worker.engine;

import dev.waymill.worker.consume.ConsumeProperties;
import dev.waymill.worker.consume.ConsumerEngine;
import dev.waymill.worker.consume.RecordHandler;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Properties;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ConsumerFactory;

/// Creates the engine and starts and stops it with the service.
@Configuration(proxyBeanMethods = false)
class EngineConfiguration {
    @Bean(destroyMethod = "close")
    ConsumerEngine consumerEngine(
            ConsumeProperties properties,
            RecordHandler handler,
            ConsumerFactory<String, byte[]> consumers,
            MeterRegistry registry) {
        var engine = new ConsumerEngine(
                properties, handler, number -> consumer(consumers, properties.instanceId(), number), registry);
        Gauge.builder("waymill.worker.slots", engine, ConsumerEngine::concurrency)
                .description("Attempts that this worker runs at the same time, at most")
                .register(registry);
        return engine;
    }

    private static Consumer<String, byte[]> consumer(
            ConsumerFactory<String, byte[]> consumers, String instanceId, int number) {
        var own = new Properties();
        if (!instanceId.isEmpty()) {
            own.setProperty(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instanceId + "-" + number);
        }
        return consumers.createConsumer(null, null, "-" + number, own);
    }

    @Bean
    SmartLifecycle intakeLifecycle(ConsumerEngine engine) {
        return new SmartLifecycle() {
            @Override
            public void start() {
                engine.start();
            }

            @Override
            public void stop() {
                engine.stop();
            }

            @Override
            public boolean isRunning() {
                return engine.isRunning();
            }

            /// Starts after the web server and stops before it, so that a worker that takes tasks can be
            /// queried about them.
            @Override
            public int getPhase() {
                return SmartLifecycle.DEFAULT_PHASE;
            }
        };
    }
}

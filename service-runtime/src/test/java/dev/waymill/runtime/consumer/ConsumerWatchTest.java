package dev.waymill.runtime.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.MessageListenerContainer;

class ConsumerWatchTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> calls = new ArrayList<>();
    private boolean running = true;
    private final ConsumerWatch watch = new ConsumerWatch(
            new KafkaListenerEndpointRegistry() {
                @Override
                public Collection<MessageListenerContainer> getListenerContainers() {
                    return List.of(container());
                }
            },
            meters);

    @Test
    void a_listener_ended_by_an_error_is_restarted() {
        polledAgo(1.0);
        watch.tick();
        assertThat(calls).isEmpty();

        running = false;
        watch.tick();

        assertThat(calls).containsExactly("stop", "start");
    }

    @Test
    void a_consumer_that_does_not_poll_counts_as_a_failure() {
        polledAgo(-1.0);
        watch.tick();
        polledAgo(31.0);

        assertThatThrownBy(watch::tick).hasMessageContaining("has not polled for 31 s");
    }

    @Test
    void a_process_without_a_polling_consumer_counts_as_a_failure() {
        assertThatThrownBy(watch::tick).hasMessageContaining("No Kafka consumer");
    }

    private void polledAgo(double seconds) {
        Gauge.builder("kafka.consumer.last.poll.seconds.ago", new AtomicReference<>(seconds), AtomicReference::get)
                .strongReference(true)
                .tag("client.id", "consumer-" + seconds)
                .register(meters);
    }

    private MessageListenerContainer container() {
        return (MessageListenerContainer) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {MessageListenerContainer.class}, (_, method, _) -> {
                    return switch (method.getName()) {
                        case "isRunning", "isChildRunning" -> running;
                        case "getListenerId" -> "test";
                        default -> {
                            calls.add(method.getName());
                            yield null;
                        }
                    };
                });
    }
}

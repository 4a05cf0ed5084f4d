package dev.waymill.runtime.consumer;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;

/// Checks the Kafka consumers once per tick. Confined to its loop's thread.
final class ConsumerWatch {
    private static final Logger log = LoggerFactory.getLogger(ConsumerWatch.class);
    private static final String LAST_POLL = "kafka.consumer.last.poll.seconds.ago";
    private static final Duration LONGEST_WITHOUT_POLL = Duration.ofSeconds(30);

    private final KafkaListenerEndpointRegistry listeners;
    private final MeterRegistry meters;

    ConsumerWatch(KafkaListenerEndpointRegistry listeners, MeterRegistry meters) {
        this.listeners = listeners;
        this.meters = meters;
    }

    /// @throws IllegalStateException if a consumer does not poll, or there is none
    boolean tick() {
        restartListeners();
        var polls = meters.find(LAST_POLL).gauges();
        if (polls.isEmpty()) {
            throw new IllegalStateException("No Kafka consumer is running; records wait in the topics");
        }
        polls.forEach(ConsumerWatch::requirePolling);
        return false;
    }

    private void restartListeners() {
        for (var container : listeners.getListenerContainers()) {
            if (!container.isRunning() || !container.isChildRunning()) {
                log.error(
                        "listener={} had stopped because of an earlier error; restarting it",
                        container.getListenerId());
                container.stop();
                container.start();
            }
        }
    }

    private static void requirePolling(Gauge lastPoll) {
        double seconds = lastPoll.value();
        if (seconds > LONGEST_WITHOUT_POLL.toSeconds()) {
            throw new IllegalStateException(
                    "The Kafka consumer " + lastPoll.getId().getTag("client.id") + " has not polled for "
                            + (long) seconds + " s; its records wait");
        }
    }
}

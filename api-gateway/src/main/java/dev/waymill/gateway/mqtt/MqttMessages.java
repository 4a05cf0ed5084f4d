package dev.waymill.gateway.mqtt;

import dev.waymill.formats.reader.TextCleaner;
import dev.waymill.gateway.ingest.Body;
import dev.waymill.gateway.owntracks.OwnTracksMessages;
import dev.waymill.gateway.problem.ProblemException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes OwnTracks messages of a broker, one after the other. Confined to the subscriber's thread.
final class MqttMessages {
    private static final Logger LOG = LoggerFactory.getLogger(MqttMessages.class);
    private static final Duration LOG_INTERVAL = Duration.ofHours(1);
    private static final int LONGEST_TOPIC = 200;
    private static final int FIRST_TEMPORARY = 500;
    private static final int TOO_MANY = 429;

    private final OwnTracksMessages messages;
    private final SenderTopic topics;
    private final Map<String, String> owners;
    private final Clock clock;
    private final Counter kept;
    private final Counter refused;
    private final Counter unassigned;
    private Instant quietUntil = Instant.MIN;

    MqttMessages(OwnTracksMessages messages, MqttProperties properties, MeterRegistry meters, Clock clock) {
        this.messages = messages;
        this.topics = SenderTopic.of(properties.topic());
        this.owners = properties.owners();
        this.clock = clock;
        kept = counter(meters, "kept");
        refused = counter(meters, "refused");
        unassigned = counter(meters, "unassigned");
    }

    private static Counter counter(MeterRegistry meters, String outcome) {
        return Counter.builder("waymill.mqtt.messages")
                .description("Messages of the MQTT broker by outcome")
                .tag("outcome", outcome)
                .register(meters);
    }

    String filter() {
        return topics.filter();
    }

    /// Takes a message. After this returns, it may be acknowledged: its points are stored, or it can never be
    /// understood, so that the broker would deliver it forever.
    ///
    /// @throws RuntimeException if it could not be stored now; then it is tried again
    void take(String topic, byte[] payload) throws IOException {
        var sender = topics.sender(topic).orElse(null);
        var owner = sender == null ? null : owners.get(sender.user());
        if (sender == null || owner == null) {
            unassigned.increment();
            warn(topic, "waymill.mqtt.owners names no owner for its user");
            return;
        }
        try {
            messages.take(owner, sender.device(), Body.of(payload));
            kept.increment();
        } catch (ProblemException e) {
            int status = e.code().status();
            if (status >= FIRST_TEMPORARY || status == TOO_MANY) {
                throw e;
            }
            refused.increment();
            warn(topic, String.valueOf(e.getMessage()));
        }
    }

    /// Logs at most one message an hour. The meter counts all.
    private void warn(String topic, String why) {
        var now = clock.instant();
        if (now.isBefore(quietUntil)) {
            LOG.debug("topic={} not kept: {}", TextCleaner.cut(topic, LONGEST_TOPIC), why);
            return;
        }
        quietUntil = now.plus(LOG_INTERVAL);
        LOG.warn(
                "topic={} a message was not kept: {}; logging the next in {}",
                TextCleaner.message(TextCleaner.cut(topic, LONGEST_TOPIC)),
                TextCleaner.message(why),
                LOG_INTERVAL);
    }
}

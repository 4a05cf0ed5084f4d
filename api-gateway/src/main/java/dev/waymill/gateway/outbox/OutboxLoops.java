package dev.waymill.gateway.outbox;

import dev.waymill.gateway.outbox.Outbox.Backlog;
import dev.waymill.runtime.loop.Loop;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/// Makes the loops that an outbox needs. Thread-safe.
@Component
public final class OutboxLoops {
    private static final Duration PUBLISH = Duration.ofSeconds(1);
    private static final Duration SAMPLE = Duration.ofSeconds(10);

    private final KafkaTemplate<String, byte[]> kafka;
    private final KafkaAdmin admin;
    private final MeterRegistry meters;
    private final Clock clock;

    OutboxLoops(KafkaTemplate<String, byte[]> kafka, KafkaAdmin admin, MeterRegistry meters, Clock clock) {
        this.kafka = kafka;
        this.admin = admin;
        this.meters = meters;
        this.clock = clock;
    }

    /// A loop that publishes the rows of an outbox. Whoever adds rows wakes it.
    ///
    /// @param name of the loop
    /// @param what the rows, for the log and the meters, e.g. `jobs`
    public Loop publishing(String name, String what, Outbox outbox) {
        var publisher = new OutboxPublisher(what, outbox, kafka, new OutboxMeters(what, meters, clock));
        return new Loop(name, PUBLISH, new TopicsFirst(what, this::makeTopics, publisher::tick));
    }

    private boolean makeTopics() {
        try {
            return admin.initialize();
        } catch (IllegalStateException | KafkaException | org.springframework.kafka.KafkaException _) {
            return false;
        }
    }

    /// A loop that samples the backlog of an outbox, because a scrape must not wait for a database.
    ///
    /// @param name of the loop
    /// @param what the rows, for the meters, e.g. `jobs`
    public Loop sampling(String name, String what, Outbox outbox) {
        var sampled = new Sampled(outbox);
        Gauge.builder("waymill.outbox.waiting", sampled, it -> it.backlog.rows())
                .description("Rows that the broker does not have yet; counted up to 100,001")
                .tag("outbox", what)
                .strongReference(true)
                .register(meters);
        TimeGauge.builder("waymill.outbox.oldest.age", sampled, TimeUnit.SECONDS, it -> it.backlog.oldestAgeSeconds())
                .description("Age of the oldest row that the broker does not have yet")
                .tag("outbox", what)
                .strongReference(true)
                .register(meters);
        return new Loop(name, SAMPLE, sampled::tick);
    }

    private static final class Sampled {
        private final Outbox outbox;
        private volatile Backlog backlog = new Backlog(0, 0);

        Sampled(Outbox outbox) {
            this.outbox = outbox;
        }

        boolean tick() {
            backlog = outbox.backlog();
            return false;
        }
    }
}

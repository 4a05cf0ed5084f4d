package dev.waymill.worker.report;

import dev.waymill.events.EventCodec;
import dev.waymill.events.WorkerHeartbeat;
import dev.waymill.runtime.loop.Loop;
import dev.waymill.worker.consume.ConsumerEngine;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/// Sends a heartbeat once a second, on a dedicated thread: a busy worker pool, an exhausted connection pool or
/// slow code elsewhere must not make this worker look dead.
@Component
class Heartbeat {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final KafkaTemplate<String, byte[]> kafka;
    private final WorkerId worker;
    private final Clock clock;
    private final ConsumerEngine engine;

    Heartbeat(KafkaTemplate<String, byte[]> kafka, WorkerId worker, Clock clock, ConsumerEngine engine) {
        this.kafka = kafka;
        this.worker = worker;
        this.clock = clock;
        this.engine = engine;
    }

    /// Starts before tasks are taken and stops after the last of them has reported.
    @Bean
    static Loop heartbeatLoop(Heartbeat heartbeat) {
        return new Loop("heartbeat", INTERVAL, heartbeat::tick).inPhase(SmartLifecycle.DEFAULT_PHASE - 1);
    }

    boolean tick() {
        var event = new WorkerHeartbeat(UUID.randomUUID(), clock.instant(), worker.toString(), engine.concurrency());
        var unused = kafka.send(EventCodec.toRecord(event, null));
        return false;
    }
}

package dev.waymill.worker.report;

import dev.waymill.events.EventCodec;
import dev.waymill.events.WorkerHeartbeat;
import dev.waymill.worker.consume.ConsumerEngine;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/// Says once a second that this worker is alive, on a thread that does nothing else: a busy pool, a full
/// database pool or a long collection elsewhere must not make it look dead.
@Component
final class Heartbeat implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final KafkaTemplate<String, byte[]> kafka;
    private final WorkerId worker;
    private final Clock clock;
    private final ConsumerEngine engine;
    private @Nullable Thread thread;

    Heartbeat(KafkaTemplate<String, byte[]> kafka, WorkerId worker, Clock clock, ConsumerEngine engine) {
        this.kafka = kafka;
        this.worker = worker;
        this.clock = clock;
        this.engine = engine;
    }

    @Override
    public synchronized void start() {
        thread = Thread.ofPlatform().daemon().name("heartbeat").start(this::runUntilInterrupted);
    }

    @Override
    public synchronized void stop() {
        if (thread != null) {
            thread.interrupt();
            thread = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }

    /// Starts before tasks are taken and stops after the last of them has reported.
    @Override
    public int getPhase() {
        return SmartLifecycle.DEFAULT_PHASE - 1;
    }

    private void runUntilInterrupted() {
        while (true) {
            try {
                tick();
                Thread.sleep(INTERVAL);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                log.warn("Heartbeat not sent, the next one follows in a second: {}", e.getMessage());
            }
        }
    }

    void tick() {
        var event = new WorkerHeartbeat(UUID.randomUUID(), clock.instant(), worker.toString(), engine.concurrency());
        var unused = kafka.send(EventCodec.toRecord(event, null));
    }
}

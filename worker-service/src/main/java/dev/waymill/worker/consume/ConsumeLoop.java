package dev.waymill.worker.consume;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.stereotype.Component;

/// The poll thread of the service and its pool. Spring starts and stops it; all else happens on the poll
/// thread.
@Component
final class ConsumeLoop implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(ConsumeLoop.class);

    private final ConsumerFactory<String, byte[]> consumers;
    private final RecordHandler handler;
    private final ConsumeProperties properties;
    private @Nullable Thread thread;
    private volatile boolean stopping;

    ConsumeLoop(ConsumerFactory<String, byte[]> consumers, RecordHandler handler, ConsumeProperties properties) {
        this.consumers = consumers;
        this.handler = handler;
        this.properties = properties;
    }

    @Override
    public synchronized void start() {
        stopping = false;
        thread = Thread.ofPlatform().name("poll-" + handler.topic()).start(this::runUntilStopped);
    }

    @Override
    public synchronized void stop() {
        stopping = true;
        if (thread != null) {
            try {
                thread.join(properties.drain().multipliedBy(2));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            thread = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }

    /// After the web server started, and stopped before it: a worker that takes tasks can be asked about them.
    @Override
    public int getPhase() {
        return SmartLifecycle.DEFAULT_PHASE;
    }

    /// A consumer that broke (authorisation, an illegal state after a rebalance) is replaced by a new one.
    private void runUntilStopped() {
        while (!stopping) {
            try {
                consume();
            } catch (KafkaException | IllegalStateException e) {
                log.error("topic={} the consumer broke; a new one takes over in a second", handler.topic(), e);
                pauseBeforeNext();
            }
        }
    }

    private void consume() {
        var pool = Executors.newFixedThreadPool(
                properties.concurrency(), Thread.ofPlatform().name("task-", 0).factory());
        try (var consumer = consumers.createConsumer()) {
            var records = new RecordConsumer(consumer, pool, handler, properties.inFlight());
            consumer.subscribe(List.of(handler.topic()), records);
            while (!stopping) {
                records.tick();
            }
            drain(pool);
            records.settleAndCommit();
        } finally {
            pool.shutdownNow();
        }
    }

    /// Lets running records finish for a while, then asks them to give up; either way their reports are sent.
    private void drain(ExecutorService pool) {
        pool.shutdown();
        try {
            if (!pool.awaitTermination(properties.drain().toMillis() / 2, TimeUnit.MILLISECONDS)) {
                pool.shutdownNow();
                pool.awaitTermination(properties.drain().toMillis() / 2, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pauseBeforeNext() {
        try {
            Thread.sleep(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

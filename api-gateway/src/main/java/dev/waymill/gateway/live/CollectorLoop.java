package dev.waymill.gateway.live;

import dev.waymill.gateway.outbox.RelayLoop;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Has due points collected, each owner's on a thread of its own, a few at a time. Thread-safe.
///
/// Who is due waits in a fair queue, with one batch: an owner with a long backlog stands in line again after
/// each, and one whose batch hangs or fails holds up one place or none.
@Component
final class CollectorLoop implements SmartLifecycle {
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration PUT_OFF = Duration.ofSeconds(5);
    private static final int AT_ONCE = 4;
    private static final Logger LOG = LoggerFactory.getLogger(CollectorLoop.class);

    private final Collector collector;
    private final RelayLoop relay;
    private final Clock clock;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("live-collector-", 0).factory());
    private final Semaphore places = new Semaphore(AT_ONCE, true);
    private final Set<String> inLine = ConcurrentHashMap.newKeySet();
    /// Until when an owner whose last batch has failed is left alone.
    private final Map<String, Instant> putOff = new ConcurrentHashMap<>();

    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean running;

    CollectorLoop(Collector collector, RelayLoop relay, Clock clock) {
        this.collector = collector;
        this.relay = relay;
        this.clock = clock;
    }

    @Override
    public void start() {
        running = true;
        threads.execute(this::run);
    }

    @Override
    public void stop() {
        running = false;
        stopped.countDown();
        threads.shutdown();
        try {
            if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn(
                        "Live points are still being collected; what is not committed is collected after the next start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void run() {
        boolean failing = false;
        try {
            while (!stopped.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    tick();
                    failing = false;
                } catch (RuntimeException e) {
                    if (running && !failing) {
                        LOG.warn("Live points cannot be looked for; tried again every {}", POLL, e);
                    }
                    failing = true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// One pass: puts in line who is due and not there yet.
    void tick() {
        var now = clock.instant();
        for (var owner : collector.due()) {
            var until = putOff.get(owner);
            if ((until == null || !now.isBefore(until)) && inLine.add(owner)) {
                threads.execute(() -> collect(owner));
            }
        }
    }

    private void collect(String owner) {
        try {
            places.acquire();
            try {
                if (collector.collect(owner)) {
                    relay.wake();
                }
                if (putOff.remove(owner) != null) {
                    LOG.info("owner={} live points are collected again", owner);
                }
            } finally {
                places.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failed(owner, e);
        } finally {
            inLine.remove(owner);
        }
    }

    /// Once for each owner, until it works again.
    private void failed(String owner, RuntimeException e) {
        boolean isNew = putOff.put(owner, clock.instant().plus(PUT_OFF)) == null;
        if (isNew) {
            LOG.warn("owner={} live points cannot be collected; they wait and are tried every {}", owner, PUT_OFF, e);
        } else {
            LOG.debug("owner={} live points still cannot be collected", owner, e);
        }
    }
}

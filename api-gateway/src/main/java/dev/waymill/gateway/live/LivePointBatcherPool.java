package dev.waymill.gateway.live;

import dev.waymill.runtime.loop.Loop;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

/// Imports due points, each owner's on its own thread, a few owners at a time. Thread-safe.
///
/// Owners wait in a fair queue, one batch at a time: an owner with a long backlog queues again after each
/// batch, and an owner whose batch hangs or fails occupies at most one thread.
@Component
final class LivePointBatcherPool implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final int AT_ONCE = 4;
    private static final Logger LOG = LoggerFactory.getLogger(LivePointBatcherPool.class);

    private final LivePointBatcher collector;
    private final Loop outboxLoop;
    private final Clock clock;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("live-collector-", 0).factory());
    private final Semaphore places = new Semaphore(AT_ONCE, true);
    private final Set<String> inLine = ConcurrentHashMap.newKeySet();
    /// When to try again, for each owner whose last batch failed.
    private final Map<String, Instant> postponed = new ConcurrentHashMap<>();

    LivePointBatcherPool(LivePointBatcher collector, Loop outboxLoop, Clock clock) {
        this.collector = collector;
        this.outboxLoop = outboxLoop;
        this.clock = clock;
    }

    @Bean
    static Loop liveLoop(LivePointBatcherPool pool) {
        return new Loop("live-points", POLL, pool::tick);
    }

    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("Live points are still being imported; the rest is imported after the next start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Queues all due owners that are not queued yet.
    boolean tick() {
        var now = clock.instant();
        for (var owner : collector.due()) {
            var until = postponed.get(owner);
            if ((until == null || !now.isBefore(until)) && inLine.add(owner)) {
                threads.execute(() -> collect(owner));
            }
        }
        return false;
    }

    private void collect(String owner) {
        try {
            places.acquire();
            try {
                if (collector.collect(owner)) {
                    outboxLoop.wake();
                }
                if (postponed.remove(owner) != null) {
                    LOG.info("owner={} live points are imported again", owner);
                }
            } finally {
                places.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            failed(owner, e);
        } finally {
            inLine.remove(owner);
        }
    }

    /// Logs a warning at the first failure of an owner; further failures until the next success are logged at
    /// debug level.
    private void failed(String owner, Throwable e) {
        boolean isNew = postponed.put(owner, clock.instant().plus(RETRY_AFTER)) == null;
        if (isNew) {
            LOG.warn("owner={} live points cannot be imported; retrying every {}", owner, RETRY_AFTER, e);
        } else {
            LOG.debug("owner={} live points still cannot be imported", owner, e);
        }
    }
}

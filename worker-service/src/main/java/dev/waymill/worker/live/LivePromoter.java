package dev.waymill.worker.live;

import dev.waymill.runtime.loop.Loop;
import dev.waymill.runtime.loop.SampledGauge;
import dev.waymill.runtime.metrics.Buckets;
import dev.waymill.worker.timeline.LockTimeout;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
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
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/// Promotes the batches of all owners, each owner's on its own thread, a few owners at a time. Thread-safe.
///
/// Owners wait in a fair queue, a few batches at a time: an owner with a long backlog queues again after each
/// promotion, and an owner whose promotion hangs or fails occupies at most one thread.
@Component
final class LivePromoter implements AutoCloseable {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration AFTER_LOCK = Duration.ofSeconds(1);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
    private static final int AT_ONCE = 4;
    private static final Logger log = LoggerFactory.getLogger(LivePromoter.class);

    private final LiveBatchStore batches;
    private final LivePromotion promotion;
    private final Clock clock;
    private final Timer delay;
    private final Loop loop = new Loop("live-points", POLL, this::tick);
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("live-points-", 0).factory());
    private final Semaphore places = new Semaphore(AT_ONCE, true);
    private final Set<String> queued = ConcurrentHashMap.newKeySet();
    /// When to try again, for each owner whose last promotion failed or found the timeline locked.
    private final Map<String, Instant> postponed = new ConcurrentHashMap<>();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();

    LivePromoter(LiveBatchStore batches, LivePromotion promotion, Clock clock, MeterRegistry meters) {
        this.batches = batches;
        this.promotion = promotion;
        this.clock = clock;
        this.delay = Buckets.WAIT
                .timer(
                        "waymill.live.delay",
                        "Time from the receipt of live points by the gateway to their place in the timeline")
                .register(meters);
    }

    @Bean
    static Loop livePointsLoop(LivePromoter promoter) {
        return promoter.loop;
    }

    @Bean
    static Loop liveBatchAgeLoop(LiveBatchStore batches, MeterRegistry meters) {
        return SampledGauge.ofAge(
                "live-batch-age",
                "waymill.live.unpromoted.age",
                "Age of the oldest live points that a worker has received and not yet added to the timeline",
                batches::oldestAgeSeconds,
                meters);
    }

    /// Called when batches have arrived.
    void wake() {
        loop.wake();
    }

    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
                log.warn("Live points are still being promoted; the rest is promoted after the next start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Queues all owners with batches that are not queued yet.
    boolean tick() {
        var now = clock.instant();
        for (var owner : batches.owners()) {
            var until = postponed.get(owner);
            if ((until == null || !now.isBefore(until)) && queued.add(owner)) {
                threads.execute(() -> promote(owner));
            }
        }
        return false;
    }

    private void promote(String owner) {
        try {
            places.acquire();
            try {
                settle(owner, promotion.promote(owner));
            } finally {
                places.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (DataAccessException e) {
            if (LockTimeout.isCauseOf(e)) {
                postpone(owner, AFTER_LOCK);
            } else {
                failed(owner, e);
            }
        } catch (Throwable e) {
            failed(owner, e);
        } finally {
            queued.remove(owner);
            // There may be more: a full promotion takes only the oldest batches, and a tick skips a queued owner.
            loop.wake();
        }
    }

    private void settle(String owner, LivePromotion.Result result) {
        if (result instanceof LivePromotion.Result.Locked) {
            postpone(owner, AFTER_LOCK);
            return;
        }
        if (result instanceof LivePromotion.Result.Promoted(var promoted)) {
            promoted.forEach(batch -> record(Duration.between(batch.occurredAt(), clock.instant())));
        }
        postponed.remove(owner);
        if (failing.remove(owner)) {
            log.info("owner={} live points are promoted again", owner);
        }
    }

    /// The clocks of two machines may differ.
    private void record(Duration took) {
        delay.record(took.isNegative() ? Duration.ZERO : took);
    }

    private void postpone(String owner, Duration wait) {
        postponed.put(owner, clock.instant().plus(wait));
    }

    /// Logs a warning at the first failure of an owner; further failures until the next success are logged at
    /// debug level.
    private void failed(String owner, Throwable e) {
        postpone(owner, AFTER_FAILURE);
        if (failing.add(owner)) {
            log.warn("owner={} live points cannot be promoted; retrying every {}", owner, AFTER_FAILURE, e);
        } else {
            log.debug("owner={} live points still cannot be promoted", owner, e);
        }
    }
}

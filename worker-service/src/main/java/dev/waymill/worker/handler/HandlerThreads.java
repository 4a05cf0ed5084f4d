package dev.waymill.worker.handler;

import dev.waymill.events.AttemptLimits;
import dev.waymill.runtime.tracing.ThreadContext;
import dev.waymill.worker.handler.HandlerRun.End;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Runs handlers, and stops those that are cancelled or past a limit. Thread-safe; each run is watched by the
/// thread that started it.
///
/// Stopping has four steps. The handler's next call of `progress` throws; after a courtesy period it is
/// interrupted and its statements are cancelled; then its connections are closed; then it is abandoned: its
/// attempt ends without it, and its slot is free. Java cannot kill a thread, so an abandoned thread counts as
/// stuck until it ends, in the meter `waymill.attempts.stuck` and in the worker's health.
@Component
class HandlerThreads {
    private static final Logger log = LoggerFactory.getLogger(HandlerThreads.class);
    /// How soon a cancelled run is noticed, in nanoseconds.
    private static final long CHECK_NANOS = 500_000_000L;

    private static final int STACK_LINES = 20;

    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("handler-", 0).factory());
    private final Set<HandlerRun> stuck = ConcurrentHashMap.newKeySet();
    private final long courtesy;

    HandlerThreads(AttemptProperties properties, MeterRegistry registry) {
        this.courtesy = properties.courtesy().toNanos();
        Gauge.builder("waymill.attempts.stuck", stuck, Set::size)
                .description("Abandoned attempts whose threads still run")
                .register(registry);
    }

    /// The number of abandoned attempts whose threads still run.
    int stuck() {
        return stuck.size();
    }

    @PreDestroy
    void close() {
        threads.shutdownNow();
    }

    /// Runs the handler until it ends or is abandoned.
    ///
    /// @return its end; null if it was abandoned
    @Nullable
    End run(TaskHandler handler, Attempt attempt, AttemptLimits limits) {
        var run = new HandlerRun(handler, attempt);
        var watch = new Watch(attempt, run, limits);
        threads.execute(ThreadContext.carry(run));
        while (true) {
            try {
                return run.await(watch.nextCheck());
            } catch (TimeoutException _) {
                if (watch.mustAbandon()) {
                    abandon(attempt, run);
                    return null;
                }
            } catch (InterruptedException _) {
                attempt.stop(StopReason.SHUTDOWN);
                run.interrupt();
            }
        }
    }

    private void abandon(Attempt attempt, HandlerRun run) {
        log.error(
                "job={} attempt={} does not stop; ending it without its thread, which is stuck at {}",
                attempt.jobId(),
                attempt.number(),
                Arrays.stream(run.stack())
                        .limit(STACK_LINES)
                        .map(StackTraceElement::toString)
                        .collect(Collectors.joining("\n\tat ")));
        stuck.add(run);
        run.whenEnded(() -> {
            stuck.remove(run);
            log.info("job={} attempt={} its stuck thread has ended", attempt.jobId(), attempt.number());
        });
    }

    /// Watches one run. Confined to the thread that waits for it.
    private final class Watch {
        private final Attempt attempt;
        private final HandlerRun run;
        private final AttemptLimits limits;
        private final long startedNanos = System.nanoTime();
        private long stopSeen;
        private int steps;

        Watch(Attempt attempt, HandlerRun run, AttemptLimits limits) {
            this.attempt = attempt;
            this.run = run;
            this.limits = limits;
            attempt.start();
        }

        /// Nanoseconds until the next check.
        long nextCheck() {
            long now = System.nanoTime();
            long next = CHECK_NANOS;
            if (attempt.stopped() == null) {
                next = Math.min(next, left(limits.timeLimit(), startedNanos, now));
                next = Math.min(next, left(limits.progressDeadline(), attempt.lastProgress(), now));
            } else if (stopSeen != 0) {
                next = Math.min(next, courtesy / 4);
            }
            return Math.max(1, next);
        }

        private static long left(@Nullable Duration limit, long since, long now) {
            return limit == null ? Long.MAX_VALUE : limit.toNanos() - (now - since);
        }

        /// @return whether to abandon the handler
        boolean mustAbandon() {
            long now = System.nanoTime();
            stopAtLimits(now);
            var why = attempt.stopped();
            if (why == null) {
                return false;
            }
            stopSeen = stopSeen == 0 ? now : stopSeen;
            return why != StopReason.SHUTDOWN && escalate(why, now - stopSeen);
        }

        private void stopAtLimits(long now) {
            if (left(limits.timeLimit(), startedNanos, now) <= 0) {
                attempt.stop(StopReason.TIME_LIMIT);
            } else if (left(limits.progressDeadline(), attempt.lastProgress(), now) <= 0) {
                attempt.stop(StopReason.NO_PROGRESS);
            }
        }

        /// Interrupts the handler after the courtesy and closes its connections after 1.5 times the courtesy.
        /// Returns whether to abandon it, which is after twice the courtesy.
        private boolean escalate(StopReason why, long since) {
            if (steps == 0 && since >= courtesy) {
                steps = 1;
                log.info(
                        "job={} attempt={} did not stop ({}); interrupting it",
                        attempt.jobId(),
                        attempt.number(),
                        why.code());
                run.interrupt();
            } else if (steps == 1 && since >= courtesy + courtesy / 2) {
                steps = 2;
                run.abort();
            }
            return since >= 2 * courtesy;
        }
    }
}

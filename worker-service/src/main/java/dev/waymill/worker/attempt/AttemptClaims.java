package dev.waymill.worker.attempt;

import dev.waymill.worker.handler.Attempt;
import dev.waymill.worker.handler.AttemptMeters;
import dev.waymill.worker.handler.TransientDatabaseError;
import dev.waymill.worker.handler.UnexpectedFailure;
import dev.waymill.worker.report.DispatchedTask;
import dev.waymill.worker.report.Reporter;
import dev.waymill.worker.report.WorkerId;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Decides whether an attempt runs here. No attempt runs without its row, so while the database is unavailable
/// the claim is retried until the attempt is cancelled. Thread-safe.
@Component
class AttemptClaims {
    private static final Logger log = LoggerFactory.getLogger(AttemptClaims.class);
    private static final Duration DATABASE_AWAY = Duration.ofSeconds(2);

    private final ExecutionStore executions;
    private final Reporter reporter;
    private final WorkerId worker;
    private final AttemptMeters meters;
    private final SchedulerClock clock;

    AttemptClaims(ExecutionStore executions, Reporter reporter, WorkerId worker, AttemptMeters meters) {
        this.executions = executions;
        this.reporter = reporter;
        this.worker = worker;
        this.meters = meters;
        this.clock = new SchedulerClock(executions::now, System::nanoTime);
    }

    /// @return false if it must not run here: it was cancelled, is past its deadline, or another worker has
    ///     claimed it
    /// @throws RuntimeException if the claim fails permanently, for any worker
    boolean take(DispatchedTask task, Attempt attempt) throws InterruptedException {
        while (!attempt.isCancelled()) {
            try {
                if (isPast(task)) {
                    return false;
                }
                if (!executions.claim(task.event(), worker.toString())) {
                    logHolder(task);
                    return false;
                }
                if (isPast(task)) {
                    // Waiting for the claim has used up the time.
                    executions.finish(task.event(), "failed", "expired", "It got a slot too late");
                    return false;
                }
                return true;
            } catch (RuntimeException e) {
                if (TransientDatabaseError.isNotCauseOf(e)) {
                    throw e;
                }
                log.warn("{} waits for the database: {}", task, UnexpectedFailure.text(e));
            }
            Thread.sleep(DATABASE_AWAY);
        }
        log.info("{} was cancelled before it started", task);
        return false;
    }

    private boolean isPast(DispatchedTask task) {
        var event = task.event();
        if (event.startBy() == null || !clock.isPast(event.occurredAt(), event.startBy())) {
            return false;
        }
        meters.expired();
        log.info("{} dropped: it had to start by {}; the scheduler dispatches it again", task, event.startBy());
        return true;
    }

    /// Reports the start on behalf of the worker that holds the claim, which may have died between its claim
    /// and its first report. The start ties the lease to that worker's heartbeat: if the worker is silent, the
    /// scheduler takes the lease back; if it lives, it has reported the start itself and this report changes
    /// nothing.
    private void logHolder(DispatchedTask task) throws InterruptedException {
        var holder = executions.holder(task.event());
        log.info("{} was already claimed by {}; not running it here", task, holder.orElse("a later attempt's worker"));
        if (holder.isPresent() && !holder.get().equals(worker.toString())) {
            reporter.sendStartOf(holder.get(), task);
        }
    }
}

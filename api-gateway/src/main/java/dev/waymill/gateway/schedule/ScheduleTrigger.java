package dev.waymill.gateway.schedule;

import dev.waymill.gateway.job.JobIds;
import dev.waymill.gateway.job.Submission;
import dev.waymill.gateway.job.Submissions;
import dev.waymill.gateway.problem.ProblemException;
import dev.waymill.gateway.schedule.Schedule.MisfirePolicy;
import dev.waymill.gateway.trace.Traces;
import dev.waymill.runtime.loop.Loop;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.JacksonException;

/// Fires due schedules. Thread-safe; several gateways may do so at once.
///
/// One transaction locks the schedule, submits the job and sets the next firing. A crash rolls back all of it,
/// and the next tick fires the schedule; a firing cannot happen twice.
@Component
class ScheduleTrigger {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduleTrigger.class);
    private static final int BATCH = 100;
    /// A firing that is later than this counts as missed.
    private static final Duration LATE = Duration.ofMinutes(1);

    private final ScheduleRepository schedules;
    private final DueSchedules due;
    private final Submissions submissions;
    private final JobIds ids;
    private final TransactionTemplate transaction;
    private final Traces traces;

    ScheduleTrigger(
            ScheduleRepository schedules,
            DueSchedules due,
            Submissions submissions,
            JobIds ids,
            TransactionTemplate transaction,
            Traces traces) {
        this.schedules = schedules;
        this.due = due;
        this.submissions = submissions;
        this.ids = ids;
        this.transaction = transaction;
        this.traces = traces;
    }

    @Bean
    static Loop scheduleLoop(ScheduleTrigger firing) {
        return new Loop("schedules", Duration.ofMillis(500), firing::tick);
    }

    /// Fires one batch of due schedules.
    ///
    /// @return true if more schedules may be due
    boolean tick() {
        var ids = due.due(BATCH);
        ids.forEach(this::fire);
        return ids.size() == BATCH;
    }

    /// A schedule that cannot fire does not block others: it is retried in a minute.
    private void fire(UUID id) {
        try {
            transaction.executeWithoutResult(_ -> {
                if (due.claim(id)) {
                    schedules.findById(id).ifPresent(schedule -> fire(schedule, due.now()));
                }
            });
        } catch (ProblemException | IllegalArgumentException | JacksonException | DateTimeException e) {
            LOG.error("schedule={} cannot fire, retrying in a minute", id, e);
            due.postpone(id);
        }
    }

    private void fire(Schedule schedule, Instant now) {
        due.setNext(schedule.id(), schedule.recurrence().after(now).orElse(null));
        boolean missed = schedule.nextAt().isBefore(now.minus(LATE));
        if (missed && schedule.missed() == MisfirePolicy.SKIP) {
            due.countSkipped();
            LOG.info("schedule={} owner={} skips missed firings", schedule.id(), schedule.owner());
        } else {
            due.fired(schedule.id(), now, submit(schedule));
            due.countFired(Duration.between(schedule.nextAt(), now));
        }
    }

    /// Fires the schedule now, in addition to its regular firings.
    UUID fireNow(Schedule schedule) {
        return Objects.requireNonNull(transaction.execute(_ -> {
            var submitted = submit(schedule);
            due.fired(schedule.id(), due.now(), submitted);
            return submitted;
        }));
    }

    private UUID submit(Schedule schedule) {
        var submission =
                new Submission(ids.next(), schedule.owner(), schedule.job().checked(), traces.begin("schedule"), null);
        return switch (submissions.submit(submission)) {
            case Submission.Outcome.Accepted(var job) -> job.id();
            case Submission.Outcome.AlreadyThere(var job) -> job.id();
            case Submission.Outcome.Repeated(var job) -> job.id();
            case Submission.Outcome.Mismatch() -> throw new IllegalStateException("A firing has no key to mismatch");
        };
    }
}

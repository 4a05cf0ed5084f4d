package dev.waymill.scheduler.report;

import dev.waymill.events.TaskError;
import dev.waymill.events.TaskReported.FollowUp;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.scheduler.deadletter.outbox.DeadLetterOutbox;
import dev.waymill.scheduler.deadletter.outbox.DeadLetterOutbox.DeadTask;
import dev.waymill.scheduler.job.JobSettler;
import dev.waymill.scheduler.job.JobSettler.Outcome;
import dev.waymill.scheduler.job.JobStore;
import dev.waymill.scheduler.job.JobStore.LockedJob;
import dev.waymill.scheduler.metrics.EndedAttempt;
import dev.waymill.scheduler.metrics.EndedAttempt.Result;
import dev.waymill.scheduler.retry.RetryPolicy;
import dev.waymill.scheduler.task.Attempt;
import dev.waymill.scheduler.task.LeaseExpiry.LostAttempt;
import dev.waymill.scheduler.task.LeaseStore;
import dev.waymill.scheduler.task.LeaseStore.AttemptEnd;
import dev.waymill.scheduler.task.NewTask;
import dev.waymill.scheduler.task.NewTask.StartCondition;
import dev.waymill.scheduler.task.ReleasedLease;
import dev.waymill.scheduler.task.TaskMoves;
import dev.waymill.scheduler.task.TaskMoves.FinishedTask;
import dev.waymill.scheduler.task.TaskMoves.Requeue;
import dev.waymill.scheduler.task.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Handles the ends of attempts. Called inside a transaction that holds the jobs' row locks.
@Component
class AttemptOutcomes {
    private static final Logger log = LoggerFactory.getLogger(AttemptOutcomes.class);

    private static final TaskError KILLER = new TaskError(
            "worker-lost", "Two workers died while running only this task, so it is not retried automatically", null);

    private final LeaseStore leases;
    private final TaskMoves tasks;
    private final JobSettler jobs;
    private final RetryPolicy retries;
    private final DeadLetterOutbox deadLetters;

    AttemptOutcomes(
            LeaseStore leases, TaskMoves tasks, JobSettler jobs, RetryPolicy retries, DeadLetterOutbox deadLetters) {
        this.leases = leases;
        this.tasks = tasks;
        this.jobs = jobs;
        this.retries = retries;
        this.deadLetters = deadLetters;
    }

    /// @param worker the worker that reported the end; null if the scheduler ends the attempt itself
    /// @param lasted how long it took, if its start report arrived in the same batch; else null
    /// @param report the end that the worker reported, or that the scheduler sets
    record End(
            UUID jobId,
            Attempt attempt,
            @Nullable String worker,
            @Nullable Duration lasted,
            Report report) {}

    /// The effects of one batch of ends.
    private static final class Effects {
        final List<Requeue> requeued = new ArrayList<>();
        final List<FinishedTask> ended = new ArrayList<>();
        final List<DeadTask> deaths = new ArrayList<>();
        final List<NewTask> next = new ArrayList<>();
        final Map<UUID, Outcome> outcomes = new LinkedHashMap<>();
        /// Jobs with a task that runs again without an outcome.
        final Set<UUID> interrupted = new HashSet<>();
        /// Owners whose tasks or concurrency keys change their place in the queue.
        final Set<String> owners = new HashSet<>();
        final List<EndedAttempt> attempts = new ArrayList<>();

        void outcome(Outcome outcome) {
            outcomes.merge(outcome.jobId(), outcome, Outcome::then);
        }
    }

    /// Ends the attempts that hold a lease, each once.
    ///
    /// @return those attempts
    List<EndedAttempt> apply(List<End> ends, Map<UUID, LockedJob> locked) {
        var first = new LinkedHashMap<Attempt, End>();
        ends.forEach(end -> first.putIfAbsent(end.attempt(), end));
        var ended = leases
                .end(first.values().stream().map(AttemptOutcomes::ending).toList())
                .stream()
                .collect(Collectors.toMap(ReleasedLease::key, Function.identity()));
        var all = new Effects();
        for (var end : first.values()) {
            var job = locked.get(end.jobId());
            var task = ended.get(end.attempt());
            if (job != null && task != null) {
                var result = follow(end.report(), job, task, all);
                var startDelay = task.unstarted() ? task.startDelay() : null;
                all.attempts.add(new EndedAttempt(job.type(), result, task.ran(), startDelay, task.unstarted()));
                if (movesOthers(end.report(), job, task)) {
                    all.owners.add(job.owner());
                }
            }
        }
        settle(all, locked);
        return all.attempts;
    }

    /// Attempts that lost their worker run again at once and are not counted: most of them merely ran beside
    /// the cause. A task that is probably the cause is dead.
    ///
    /// @return those attempts
    List<EndedAttempt> lost(List<LostAttempt> lost, Map<UUID, UUID> jobOf, Map<UUID, LockedJob> locked) {
        var all = new Effects();
        for (var one : lost) {
            var task = one.ended();
            var job = Objects.requireNonNull(jobOf.get(task.taskId()));
            var row = Objects.requireNonNull(locked.get(job));
            all.owners.add(row.owner());
            var dead = one.isPoison() ? "worker-lost" : null;
            all.attempts.add(new EndedAttempt(row.type(), new Result.Lost(dead), null, null, false));
            if (dead != null) {
                all.ended.add(new FinishedTask(task, TaskState.DEAD, KILLER));
                all.deaths.add(new DeadTask(task.taskId(), task.attempt(), dead));
                all.outcome(new Outcome(job, task.attempt(), KILLER, null, -1, true));
                log.warn("task={} is dead: two workers died while running only this task", task.taskId());
            } else {
                all.requeued.add(new Requeue(task.requeued(), Duration.ZERO));
                all.interrupted.add(job);
            }
        }
        settle(all, locked);
        return all.attempts;
    }

    private void settle(Effects all, Map<UUID, LockedJob> locked) {
        tasks.apply(all.requeued, all.next, all.ended, all.owners);
        deadLetters.note(all.deaths);
        jobs.settle(all.outcomes.values(), locked);
        jobs.settle(all.interrupted.toArray(UUID[]::new));
    }

    /// Whether the end makes a task ready or releases a concurrency key. Most jobs have a single task, so their
    /// end does neither.
    private static boolean movesOthers(Report report, LockedJob job, ReleasedLease task) {
        return job.hasKey()
                || task.fanIn() != null
                || !(report instanceof Report.Done done && done.next().isEmpty() && done.fanIn() == null);
    }

    private Result follow(Report report, LockedJob job, ReleasedLease task, Effects all) {
        return switch (report) {
            case Report.Done done -> {
                done(done, job, task, all);
                yield new Result.Succeeded();
            }
            case Report.Failed failed -> failed(failed, job, task, all);
            case Report.Snoozed snoozed -> {
                all.requeued.add(new Requeue(task.requeued(), snoozed.delay()));
                all.interrupted.add(job.id());
                yield new Result.Snoozed();
            }
            case Report.Started _, Report.Progressed _ ->
                throw new IllegalArgumentException("Not an outcome: " + report);
        };
    }

    private static void done(Report.Done done, LockedJob job, ReleasedLease task, Effects all) {
        all.ended.add(new FinishedTask(task, TaskState.SUCCEEDED, null));
        var fanIn = done.fanIn() == null ? task.fanIn() : JobStore.idOf(task.taskId(), task.attempt() + "/fan-in");
        for (int i = 0; i < done.next().size(); i++) {
            all.next.add(next(job.id(), task, i, done.next().get(i), fanIn));
        }
        if (done.fanIn() != null && fanIn != null) {
            all.next.add(fanIn(fanIn, job.id(), task, done));
        }
        int more = done.next().size() + (done.fanIn() == null ? 0 : 1);
        all.outcome(new Outcome(job.id(), task.attempt(), null, done.result(), more - 1, false));
    }

    private static NewTask next(UUID job, ReleasedLease cause, int index, FollowUp next, @Nullable UUID fanIn) {
        var id = JobStore.idOf(cause.taskId(), cause.attempt() + "/" + index);
        return new NewTask(id, job, next.task(), new StartCondition.After(next.delay(), next.grace()), false, fanIn);
    }

    /// A fan-in without tasks to wait for starts at once.
    private static NewTask fanIn(UUID id, UUID job, ReleasedLease cause, Report.Done done) {
        var fanIn = Objects.requireNonNull(done.fanIn());
        var begin = done.next().isEmpty()
                ? new StartCondition.After(Duration.ZERO, false)
                : new StartCondition.AfterTasks(fanIn.despiteDead());
        return new NewTask(id, job, fanIn.task(), begin, false, cause.fanIn());
    }

    private Result failed(Report.Failed failed, LockedJob job, ReleasedLease task, Effects all) {
        var error = StorableError.of(failed.error());
        int failures = task.failures() + 1;
        boolean again = failed.result() == null
                && failed.retryable()
                && retries.allowsRetry(failures, job.type(), job.maxAttempts());
        if (again) {
            all.requeued.add(new Requeue(
                    task.afterFailure(), retries.delay(failures, job.type(), job.backoff(), failed.retryAfter())));
        } else {
            all.ended.add(new FinishedTask(task, TaskState.DEAD, error));
            if (failed.result() == null) {
                all.deaths.add(new DeadTask(task.taskId(), task.attempt(), reason(failed)));
            }
        }
        log.info(
                "task={} attempt={} failed with {}; {}",
                task.taskId(),
                task.attempt(),
                error.code(),
                again ? "it will be retried" : "it is dead");
        all.outcome(new Outcome(job.id(), task.attempt(), error, failed.result(), again ? 0 : -1, !again));
        return new Result.Failed(error.code(), again ? null : reason(failed));
    }

    /// Why the task is dead. A refused task has a result that says so to its owner, and is no dead letter.
    private static String reason(Report.Failed failed) {
        if (failed.result() != null) {
            return "refused";
        }
        return failed.retryable() ? "attempts-exhausted" : "not-retryable";
    }

    private static AttemptEnd ending(End end) {
        return switch (end.report()) {
            case Report.Done _ -> new AttemptEnd(end.attempt(), end.worker(), end.lasted(), "succeeded", null);
            case Report.Failed failed ->
                new AttemptEnd(end.attempt(), end.worker(), end.lasted(), "failed", StorableError.of(failed.error()));
            case Report.Snoozed _ -> new AttemptEnd(end.attempt(), end.worker(), end.lasted(), "snoozed", null);
            case Report.Started _, Report.Progressed _ -> throw new IllegalArgumentException("Not an outcome: " + end);
        };
    }
}

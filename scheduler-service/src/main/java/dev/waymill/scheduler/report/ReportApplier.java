package dev.waymill.scheduler.report;

import dev.waymill.events.Progress;
import dev.waymill.events.TaskError;
import dev.waymill.events.TaskReported;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.scheduler.dispatch.DispatchBudget;
import dev.waymill.scheduler.dispatch.TaskUnsendable;
import dev.waymill.scheduler.job.JobStore;
import dev.waymill.scheduler.job.JobStore.LockedJob;
import dev.waymill.scheduler.metrics.EndedAttempt;
import dev.waymill.scheduler.metrics.JobMeters;
import dev.waymill.scheduler.metrics.JobMeters.StartedAttempt;
import dev.waymill.scheduler.report.AttemptOutcomes.End;
import dev.waymill.scheduler.task.Attempt;
import dev.waymill.scheduler.task.LeaseExpiry;
import dev.waymill.scheduler.task.LeaseStore;
import dev.waymill.scheduler.task.LeaseStore.Start;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Applies reports. Each public method is one transaction, with a few statements for any batch size: first all
/// starts, then all progress, then all ends. This keeps the order within one attempt, which reports in that
/// order; there is no order between attempts.
@Component
public class ReportApplier {
    private static final Logger log = LoggerFactory.getLogger(ReportApplier.class);
    private static final String LOST = "The worker sent no more heartbeats; the attempt is not counted";
    private static final TaskError UNSTORABLE =
            new TaskError("unstorable-report", "The worker's report cannot be stored", null);

    private final JobStore jobs;
    private final LeaseStore leases;
    private final LeaseExpiry takeBack;
    private final AttemptOutcomes endings;
    private final DispatchBudget budget;
    private final JobMeters meters;

    ReportApplier(
            JobStore jobs,
            LeaseStore leases,
            LeaseExpiry takeBack,
            AttemptOutcomes endings,
            DispatchBudget budget,
            JobMeters meters) {
        this.jobs = jobs;
        this.leases = leases;
        this.takeBack = takeBack;
        this.endings = endings;
        this.budget = budget;
        this.meters = meters;
    }

    /// Applies reports. Reports of attempts without a lease change nothing and are counted.
    @Transactional
    public void apply(List<TaskReported> reports) {
        var locked = lock(reports.stream().map(TaskReported::jobId));
        var known = reports.stream()
                .filter(reported -> locked.containsKey(reported.jobId()))
                .toList();
        var lasted = ShortAttempts.durations(known);
        int started = start(known, lasted.keySet(), locked);
        int progressed = progress(known);
        var ended = endings.apply(ends(known, lasted), locked);
        meters.ended(ended);
        started += (int) ended.stream().filter(EndedAttempt::unstarted).count();
        budget.addStarted(started);
        int applied = started + progressed + ended.size();
        if (applied < reports.size()) {
            meters.late(reports.size() - applied);
            log.debug("{} of {} reports were late or duplicate", reports.size() - applied, reports.size());
        }
    }

    /// An attempt that holds a lease.
    public record Leased(UUID jobId, UUID taskId, int attempt) {
        Attempt key() {
            return new Attempt(taskId, attempt);
        }
    }

    /// How many attempts lost their worker.
    ///
    /// @param again how many run again, not counted
    /// @param dead how many are dead, since they probably killed their worker
    public record LossCount(int again, int dead) {}

    /// Takes back these attempts if their workers are still silent.
    ///
    /// @param silence how long without a heartbeat, counting only the time in which the scheduler received its
    ///     echoes
    @Transactional
    public LossCount lost(List<Leased> leases, Duration silence) {
        var locked = lock(leases.stream().map(Leased::jobId));
        var known = known(leases, locked);
        var taken = takeBack.lost(known.stream().map(Leased::key).toList(), silence, LOST);
        var jobOf = known.stream().collect(Collectors.toMap(Leased::taskId, Leased::jobId, (one, _) -> one));
        var lost = endings.lost(taken, jobOf, locked);
        meters.ended(lost);
        int dead = (int) lost.stream().filter(EndedAttempt::isDead).count();
        return new LossCount(lost.size() - dead, dead);
    }

    /// Ends an attempt whose end report cannot be stored, so that it does not run forever.
    @Transactional
    public void unstorable(TaskReported reported) {
        if (isEnd(reported)) {
            fail(reported.jobId(), attempt(reported), reported.workerId(), UNSTORABLE);
        }
    }

    /// Fails an attempt that cannot be sent to any worker.
    @Transactional
    @EventListener
    public void fail(TaskUnsendable task) {
        var error = new TaskError("unsendable-task", "The task cannot be sent to a worker: " + task.why(), null);
        fail(task.jobId(), new Attempt(task.taskId(), task.attempt()), null, error);
    }

    private void fail(UUID job, Attempt attempt, @Nullable String worker, TaskError error) {
        var locked = lock(Stream.of(job));
        if (locked.containsKey(job)) {
            var end = new End(job, attempt, worker, null, new Report.Failed(error, false));
            meters.ended(endings.apply(List.of(end), locked));
        }
    }

    /// Takes back dispatched attempts that have not started; they are dispatched again and not counted.
    ///
    /// @param silence how long after the start deadline a start report may still arrive
    /// @return how many were taken back
    @Transactional
    public int neverStarted(List<Leased> leases, Duration silence) {
        var locked = lock(leases.stream().map(Leased::jobId));
        return takeBack.unstarted(
                known(leases, locked).stream().map(Leased::key).toList(), silence);
    }

    /// Deletes the records of worker deaths for finished tasks.
    public void clearSuspects() {
        takeBack.clearSuspects();
    }

    private static List<Leased> known(List<Leased> leases, Map<UUID, LockedJob> locked) {
        return leases.stream()
                .filter(lease -> locked.containsKey(lease.jobId()))
                .toList();
    }

    private Map<UUID, LockedJob> lock(Stream<UUID> jobIds) {
        return jobs.lock(jobIds.distinct().toList()).stream()
                .collect(Collectors.toMap(LockedJob::id, Function.identity()));
    }

    private int start(List<TaskReported> reports, Set<Attempt> excluded, Map<UUID, LockedJob> locked) {
        var starts = new LinkedHashMap<Attempt, TaskReported>();
        reports.stream()
                .filter(reported ->
                        reported.report() instanceof Report.Started && !excluded.contains(attempt(reported)))
                .forEach(reported -> starts.putIfAbsent(attempt(reported), reported));
        var started = leases.start(starts.entrySet().stream()
                .map(start -> new Start(start.getKey(), start.getValue().workerId()))
                .toList());
        var attempts = new LinkedHashMap<UUID, Integer>();
        var delays = new ArrayList<StartedAttempt>();
        starts.forEach((attempt, reported) -> {
            var delay = started.get(attempt);
            if (delay != null) {
                var job = Objects.requireNonNull(locked.get(reported.jobId()));
                attempts.put(job.id(), attempt.number());
                delays.add(new StartedAttempt(job.type(), delay));
            }
        });
        jobs.markRunning(attempts);
        meters.started(delays);
        return started.size();
    }

    private int progress(List<TaskReported> reports) {
        var progressed = reports.stream()
                .filter(reported -> reported.report() instanceof Report.Progressed)
                .toList();
        var running =
                leases.running(progressed.stream().map(ReportApplier::attempt).collect(Collectors.toSet()));
        var newest = new LinkedHashMap<UUID, Progress>();
        int applied = 0;
        for (var reported : progressed) {
            if (running.contains(attempt(reported)) && reported.report() instanceof Report.Progressed now) {
                newest.put(reported.jobId(), now.progress());
                applied++;
            }
        }
        jobs.progress(newest);
        return applied;
    }

    private static List<End> ends(List<TaskReported> reports, Map<Attempt, Duration> lasted) {
        return reports.stream()
                .filter(ReportApplier::isEnd)
                .map(reported -> new End(
                        reported.jobId(),
                        attempt(reported),
                        reported.workerId(),
                        lasted.get(attempt(reported)),
                        reported.report()))
                .toList();
    }

    private static boolean isEnd(TaskReported reported) {
        return switch (reported.report()) {
            case Report.Started _, Report.Progressed _ -> false;
            case Report.Done _, Report.Failed _, Report.Snoozed _ -> true;
        };
    }

    static Attempt attempt(TaskReported reported) {
        return new Attempt(reported.taskId(), reported.attempt());
    }
}

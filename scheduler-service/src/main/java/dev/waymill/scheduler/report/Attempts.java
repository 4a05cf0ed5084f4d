package dev.waymill.scheduler.report;

import dev.waymill.events.Progress;
import dev.waymill.events.TaskError;
import dev.waymill.events.TaskReported;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.scheduler.dispatch.Room;
import dev.waymill.scheduler.job.JobStore;
import dev.waymill.scheduler.job.JobStore.Locked;
import dev.waymill.scheduler.report.Endings.End;
import dev.waymill.scheduler.task.Attempt;
import dev.waymill.scheduler.task.TaskStore;
import dev.waymill.scheduler.task.TaskStore.Start;
import dev.waymill.scheduler.task.TaskStore.Whole;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// What is said of attempts, applied. Each public method is one transaction, and a few statements whatever
/// the size of the batch: all starts, then all progress, then all ends. That keeps the order of what one
/// attempt says, since it says these in that order; between two attempts there is no order to keep.
@Component
public class Attempts {
    private static final Logger log = LoggerFactory.getLogger(Attempts.class);
    private static final TaskError LOST = new TaskError("worker-lost", "The worker has not been heard of", null);
    private static final TaskError UNSTORABLE =
            new TaskError("unstorable-report", "What the worker reported cannot be stored", null);

    private final JobStore jobs;
    private final TaskStore tasks;
    private final Endings endings;
    private final Room room;
    private final Counter late;

    Attempts(JobStore jobs, TaskStore tasks, Endings endings, Room room, MeterRegistry metrics) {
        this.jobs = jobs;
        this.tasks = tasks;
        this.endings = endings;
        this.room = room;
        this.late = metrics.counter("waymill.reports.late");
    }

    /// Applies reports; those of attempts that hold no lease change nothing and are counted.
    @Transactional
    public void apply(List<TaskReported> reports) {
        var locked = lock(reports.stream().map(TaskReported::jobId));
        var known = reports.stream()
                .filter(said -> locked.containsKey(said.jobId()))
                .toList();
        var whole = wholeLives(known);
        int started = start(known, whole.keySet());
        int progressed = progress(known);
        var ended = endings.apply(ends(known, whole), locked);
        started += (int) ended.stream().filter(whole::containsKey).count();
        room.begun(started);
        int applied = started + progressed + ended.size();
        if (applied < reports.size()) {
            late.increment(reports.size() - applied);
            log.debug("{} of {} reports came late or twice", reports.size() - applied, reports.size());
        }
    }

    /// Attempts that say in one batch that they have begun and ended, and nothing in between: short ones, for which
    /// the step in between is left out.
    private static Map<Attempt, Whole> wholeLives(List<TaskReported> reports) {
        var begun = new HashMap<Attempt, TaskReported>();
        var ended = new HashMap<Attempt, TaskReported>();
        for (var said : reports) {
            switch (said.report()) {
                case Report.Started _ -> begun.putIfAbsent(attempt(said), said);
                case Report.Progressed _ -> {}
                case Report.Done _, Report.Failed _, Report.Snoozed _ -> ended.putIfAbsent(attempt(said), said);
            }
        }
        reports.stream()
                .filter(said -> said.report() instanceof Report.Progressed)
                .forEach(said -> ended.remove(attempt(said)));
        begun.keySet().retainAll(ended.keySet());
        var whole = new HashMap<Attempt, Whole>();
        begun.forEach((attempt, start) -> whole.put(
                attempt,
                new Whole(
                        start.workerId(),
                        Duration.between(
                                start.occurredAt(),
                                Objects.requireNonNull(ended.get(attempt)).occurredAt()))));
        return whole;
    }

    /// An attempt that holds a lease.
    public record Leased(UUID jobId, UUID taskId, int attempt) {
        Attempt key() {
            return new Attempt(taskId, attempt);
        }
    }

    /// The workers of these attempts have fallen silent.
    @Transactional
    public void lost(List<Leased> leases) {
        fail(leases, new Report.Failed(LOST, true));
    }

    /// The attempt has ended, but what it said of that cannot be stored: it must not run for ever.
    @Transactional
    public void unstorable(TaskReported said) {
        if (isEnd(said)) {
            fail(
                    List.of(new Leased(said.jobId(), said.taskId(), said.attempt())),
                    new Report.Failed(UNSTORABLE, false));
        }
    }

    /// These attempts were dispatched, but never began: once more, uncounted.
    @Transactional
    public void neverBegan(List<Leased> leases) {
        var locked = lock(leases.stream().map(Leased::jobId));
        tasks.takeBack(leases.stream()
                .filter(lease -> locked.containsKey(lease.jobId()))
                .map(Leased::key)
                .toList());
    }

    private void fail(List<Leased> leases, Report.Failed failed) {
        var locked = lock(leases.stream().map(Leased::jobId));
        endings.apply(
                leases.stream()
                        .filter(lease -> locked.containsKey(lease.jobId()))
                        .map(lease -> new End(lease.jobId(), lease.key(), failed, null))
                        .toList(),
                locked);
    }

    private Map<UUID, Locked> lock(Stream<UUID> jobIds) {
        return jobs.lock(jobIds.distinct().toList()).stream()
                .collect(Collectors.toMap(Locked::id, Function.identity()));
    }

    private int start(List<TaskReported> reports, Set<Attempt> butNot) {
        var starts = new LinkedHashMap<Attempt, TaskReported>();
        reports.stream()
                .filter(said -> said.report() instanceof Report.Started && !butNot.contains(attempt(said)))
                .forEach(said -> starts.putIfAbsent(attempt(said), said));
        var started = tasks.start(starts.entrySet().stream()
                .map(start -> new Start(start.getKey(), start.getValue().workerId()))
                .toList());
        var begun = new LinkedHashMap<UUID, Integer>();
        starts.forEach((attempt, said) -> {
            if (started.contains(attempt)) {
                begun.put(said.jobId(), attempt.number());
            }
        });
        jobs.begin(begun);
        return started.size();
    }

    private int progress(List<TaskReported> reports) {
        var progressed = reports.stream()
                .filter(said -> said.report() instanceof Report.Progressed)
                .toList();
        var running = tasks.running(progressed.stream().map(Attempts::attempt).collect(Collectors.toSet()));
        var newest = new LinkedHashMap<UUID, Progress>();
        int applied = 0;
        for (var said : progressed) {
            if (running.contains(attempt(said)) && said.report() instanceof Report.Progressed now) {
                newest.put(said.jobId(), now.progress());
                applied++;
            }
        }
        jobs.progress(newest);
        return applied;
    }

    private static List<End> ends(List<TaskReported> reports, Map<Attempt, Whole> whole) {
        return reports.stream()
                .filter(Attempts::isEnd)
                .map(said -> new End(said.jobId(), attempt(said), said.report(), whole.get(attempt(said))))
                .toList();
    }

    private static boolean isEnd(TaskReported said) {
        return switch (said.report()) {
            case Report.Started _, Report.Progressed _ -> false;
            case Report.Done _, Report.Failed _, Report.Snoozed _ -> true;
        };
    }

    private static Attempt attempt(TaskReported said) {
        return new Attempt(said.taskId(), said.attempt());
    }
}

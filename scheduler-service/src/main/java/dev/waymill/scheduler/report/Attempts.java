package dev.waymill.scheduler.report;

import dev.waymill.events.TaskError;
import dev.waymill.events.TaskReported;
import dev.waymill.events.TaskReported.FollowUp;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.scheduler.job.JobStore;
import dev.waymill.scheduler.job.JobStore.Locked;
import dev.waymill.scheduler.retry.RetryPolicy;
import dev.waymill.scheduler.task.TaskState;
import dev.waymill.scheduler.task.TaskStore;
import dev.waymill.scheduler.task.TaskStore.Ended;
import dev.waymill.scheduler.task.TaskStore.NewTask;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// What follows from what an attempt says. Each public method is one transaction.
@Component
public class Attempts {
    private static final Logger log = LoggerFactory.getLogger(Attempts.class);

    private final JobStore jobs;
    private final TaskStore tasks;
    private final RetryPolicy retries;
    private final Counter late;

    Attempts(JobStore jobs, TaskStore tasks, RetryPolicy retries, MeterRegistry metrics) {
        this.jobs = jobs;
        this.tasks = tasks;
        this.retries = retries;
        this.late = metrics.counter("waymill.reports.late");
    }

    /// Applies reports in their order.
    @Transactional
    public void apply(List<TaskReported> reports) {
        var ids = reports.stream().map(TaskReported::jobId).distinct().toList();
        var locked = jobs.lock(ids).stream().collect(Collectors.toMap(Locked::id, Function.identity()));
        for (var report : reports) {
            var job = locked.get(report.jobId());
            if (job == null || !apply(report, job)) {
                late.increment();
                log.debug("task={} attempt={} reports late or twice", report.taskId(), report.attempt());
            }
        }
    }

    /// The worker of that attempt has fallen silent.
    @Transactional
    public void lost(UUID jobId, UUID task, int attempt) {
        var error = new TaskError("worker-lost", "The worker has not been heard of", null);
        jobs.lock(jobId).ifPresent(job -> fail(job, task, attempt, error, true));
    }

    /// That attempt was dispatched, but never began: once more, uncounted.
    @Transactional
    public void neverBegan(UUID jobId, UUID task, int attempt) {
        if (jobs.lock(jobId).isPresent()) {
            tasks.takeBack(task, attempt);
        }
    }

    private boolean apply(TaskReported said, Locked job) {
        return switch (said.report()) {
            case Report.Started _ -> start(said, job);
            case Report.Progressed progressed -> progress(said, job, progressed);
            case Report.Done done -> done(said, job, done);
            case Report.Failed failed -> fail(job, said.taskId(), said.attempt(), failed.error(), failed.retryable());
            case Report.Snoozed snoozed -> snooze(said, snoozed);
        };
    }

    private boolean start(TaskReported said, Locked job) {
        boolean started = tasks.start(said.taskId(), said.attempt(), said.workerId());
        if (started) {
            jobs.begin(job.id(), said.attempt());
        }
        return started;
    }

    private boolean progress(TaskReported said, Locked job, Report.Progressed progressed) {
        boolean running = tasks.isRunning(said.taskId(), said.attempt());
        if (running) {
            jobs.progress(job.id(), progressed.progress());
        }
        return running;
    }

    private boolean done(TaskReported said, Locked job, Report.Done done) {
        var ended = tasks.end(said.taskId(), said.attempt(), "succeeded", null);
        ended.ifPresent(task -> {
            tasks.finish(task, TaskState.SUCCEEDED, null);
            for (int i = 0; i < done.next().size(); i++) {
                addNext(job.id(), task, i, done.next().get(i));
            }
            jobs.error(job.id(), null);
            if (done.result() != null) {
                jobs.result(job.id(), done.result());
            }
            jobs.settle(job.id());
        });
        return ended.isPresent();
    }

    private void addNext(UUID job, Ended cause, int index, FollowUp next) {
        var id = JobStore.idOf(cause.taskId(), cause.attempt() + "/" + index);
        tasks.add(new NewTask(id, job, next.task(), next.delay(), next.grace(), false));
    }

    private boolean fail(Locked job, UUID taskId, int attempt, TaskError error, boolean retryable) {
        var ended = tasks.end(taskId, attempt, "failed", error);
        ended.ifPresent(task -> {
            int failures = task.failures() + 1;
            boolean again = retryable && failures < job.maxAttempts();
            if (again) {
                tasks.makeReady(new Ended(taskId, attempt, failures), retries.delayAfter(failures));
            } else {
                tasks.finish(task, TaskState.DEAD, error);
            }
            log.info(
                    "task={} attempt={} failed with {}; {}",
                    taskId,
                    attempt,
                    error.code(),
                    again ? "it is tried again" : "it is dead");
            jobs.error(job.id(), error);
            jobs.settle(job.id());
        });
        return ended.isPresent();
    }

    private boolean snooze(TaskReported said, Report.Snoozed snoozed) {
        var ended = tasks.end(said.taskId(), said.attempt(), "snoozed", null);
        ended.ifPresent(task -> tasks.makeReady(task, snoozed.delay()));
        return ended.isPresent();
    }
}

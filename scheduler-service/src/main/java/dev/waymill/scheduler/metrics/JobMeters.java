package dev.waymill.scheduler.metrics;

import dev.waymill.events.JobTypes;
import dev.waymill.runtime.metrics.AfterCommit;
import dev.waymill.runtime.metrics.Buckets;
import dev.waymill.runtime.metrics.MetersByTag;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Counts starts and ends of attempts, and ends of jobs, after the commit of the current transaction.
/// Thread-safe.
@Component
public class JobMeters {
    /// Codes of errors that are not in a file. What is wrong with a file counts as `other`.
    private static final List<String> CODES = List.of(
            "bad-payload",
            "cancelled",
            "fan-out-too-large",
            "file-missing",
            "file-unreadable",
            "foreign-import",
            "halt-not-allowed",
            "import-not-found",
            "internal-error",
            "no-progress",
            "not-promoted",
            "nothing-imported",
            "quota-exceeded",
            "removal-not-found",
            "result-too-large",
            "simulated",
            "time-limit",
            "too-many-points",
            "unknown-task-kind",
            "unsendable-task",
            "unstorable-report");

    private static final List<String> DEATHS = List.of("attempts-exhausted", "not-retryable", "refused", "worker-lost");

    private final RunTimes runTimes;
    private final MetersByTag<OfType> types;
    private final Counter late;

    JobMeters(MeterRegistry registry, RunTimes runTimes) {
        this.runTimes = runTimes;
        this.types = new MetersByTag<>("type", JobTypes.builtIn(), type -> OfType.register(type, registry));
        this.late = Counter.builder("waymill.reports.late")
                .description("Reports of attempts that hold no lease: late or duplicate. They change nothing")
                .register(registry);
    }

    /// The meters of one job type.
    private record OfType(
            Timer startDelay,
            Counter succeeded,
            Counter snoozed,
            Counter cancelled,
            Counter lost,
            MetersByTag<Counter> failed,
            Counter retried,
            MetersByTag<Counter> dead,
            Map<String, Timer> finished) {
        static OfType register(Tag type, MeterRegistry registry) {
            Function<String, Counter> attempts = outcome -> attempts(type, outcome, "none", registry);
            return new OfType(
                    Buckets.WAIT
                            .timer("waymill.task.start.delay", "Time from a task's dispatch to its start by a worker")
                            .tags(Tags.of(type))
                            .register(registry),
                    attempts.apply("succeeded"),
                    attempts.apply("snoozed"),
                    attempts.apply("cancelled"),
                    attempts.apply("lost"),
                    new MetersByTag<>("code", CODES, code -> attempts(type, "failed", code.getValue(), registry)),
                    Counter.builder("waymill.tasks.retried")
                            .description("Failed attempts whose task is tried again")
                            .tags(Tags.of(type))
                            .register(registry),
                    new MetersByTag<>(
                            "reason",
                            DEATHS,
                            reason -> Counter.builder("waymill.tasks.dead")
                                    .description("Tasks that failed for good; `refused` are those whose file has"
                                            + " nothing to import, all others are dead letters")
                                    .tags(Tags.of(type, reason))
                                    .register(registry)),
                    Map.of(
                            "succeeded", finished(type, "succeeded", registry),
                            "failed", finished(type, "failed", registry),
                            "cancelled", finished(type, "cancelled", registry)));
        }

        private static Counter attempts(Tag type, String outcome, String code, MeterRegistry registry) {
            return Counter.builder("waymill.attempts")
                    .description("Ended attempts. `lost` are those whose worker sent no more heartbeats; `code` is the"
                            + " error of a failed one, `other` if it is in the imported file")
                    .tags(Tags.of(type).and("outcome", outcome, "code", code))
                    .register(registry);
        }

        private static Timer finished(Tag type, String state, MeterRegistry registry) {
            return Buckets.RUN
                    .timer("waymill.job.duration", "Time from a job's creation, or its last restart, to its end")
                    .tags(Tags.of(type).and("state", state))
                    .register(registry);
        }

        void count(EndedAttempt attempt) {
            if (attempt.startDelay() != null) {
                startDelay.record(attempt.startDelay());
            }
            switch (attempt.result()) {
                case EndedAttempt.Result.Succeeded _ -> succeeded.increment();
                case EndedAttempt.Result.Snoozed _ -> snoozed.increment();
                case EndedAttempt.Result.Failed(var code, var reason) -> {
                    failed.of(code).increment();
                    countDeath(reason);
                    if (reason == null) {
                        retried.increment();
                    }
                }
                case EndedAttempt.Result.Lost(var reason) -> {
                    lost.increment();
                    countDeath(reason);
                }
            }
        }

        private void countDeath(@Nullable String reason) {
            if (reason != null) {
                dead.of(reason).increment();
            }
        }
    }

    /// A worker has started an attempt.
    ///
    /// @param type the type of its job
    /// @param delay from its dispatch to its start
    public record StartedAttempt(String type, Duration delay) {}

    public void started(Collection<StartedAttempt> attempts) {
        AfterCommit.run(() -> attempts.forEach(
                attempt -> types.of(attempt.type()).startDelay().record(attempt.delay())));
    }

    public void ended(Collection<EndedAttempt> attempts) {
        AfterCommit.run(() -> attempts.forEach(attempt -> {
            types.of(attempt.type()).count(attempt);
            if (attempt.ran() != null) {
                runTimes.add(attempt.ran());
            }
        }));
    }

    /// Counts running attempts that ended because their job was cancelled or failed.
    public void cancelled(String type, int attempts) {
        AfterCommit.run(() -> types.of(type).cancelled().increment(attempts));
    }

    /// A job that has ended.
    ///
    /// @param state `succeeded`, `failed` or `cancelled`
    /// @param duration since its creation or its last restart
    public record FinishedJob(String type, String state, Duration duration) {}

    public void finished(Collection<FinishedJob> jobs) {
        AfterCommit.run(() -> jobs.forEach(job -> {
            var finished = types.of(job.type()).finished().get(job.state());
            if (finished != null) {
                finished.record(job.duration());
            }
        }));
    }

    public void late(int reports) {
        AfterCommit.run(() -> late.increment(reports));
    }
}

package dev.waymill.gateway.view;

import dev.waymill.events.ImportFile;
import dev.waymill.events.JobState;
import dev.waymill.events.RawJson;
import dev.waymill.events.rest.PriorityChange;
import dev.waymill.events.rest.Refusal;
import dev.waymill.events.rest.RunAtChange;
import dev.waymill.gateway.job.Job;
import dev.waymill.gateway.job.JobChange;
import dev.waymill.gateway.job.JobStore;
import dev.waymill.gateway.job.Successors;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import dev.waymill.gateway.upstream.Reply;
import dev.waymill.gateway.upstream.SchedulerClient;
import dev.waymill.objects.ImportObject;
import dev.waymill.objects.ObjectInventory;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/// Commands that only the scheduler can execute. Its response is applied to the read model at once, so that a
/// caller who cancels and then reads the job, or uploads the file again, sees the change. Called on request
/// threads.
@Component
final class JobActions {
    /// How often a command is tried while the scheduler does not know the job. A job that was just accepted may
    /// still be on its way.
    private static final int TRIES = 20;

    private static final Duration PAUSE = Duration.ofMillis(100);

    private static final RawJson NO_ATTEMPTS = new RawJson("[]");

    private final SchedulerClient scheduler;
    private final JobComposer composer;
    private final ReadModel readModel;
    private final Successors successors;
    private final ObjectInventory objects;

    JobActions(
            SchedulerClient scheduler,
            JobComposer composer,
            ReadModel readModel,
            Successors successors,
            ObjectInventory objects) {
        this.scheduler = scheduler;
        this.composer = composer;
        this.readModel = readModel;
        this.successors = successors;
        this.objects = objects;
    }

    JobView cancel(Job job) {
        return view(job, order(job, () -> scheduler.cancel(job.id())));
    }

    JobView promote(Job job) {
        return view(job, order(job, () -> scheduler.promote(job.id())));
    }

    /// @throws ProblemException when the job cannot be retried
    JobView retry(Job job) {
        if (job.state() == JobState.FAILED || job.state() == JobState.CANCELLED) {
            successors.of(job.id()).ifPresent(JobActions::refuseDuplicate);
            refuseWithoutFile(job);
        }
        return order(job, "retry");
    }

    private static void refuseDuplicate(UUID other) {
        throw new ProblemException(
                ProblemCode.ALREADY_SUBMITTED,
                "Job %s is the same and was submitted after this one had ended.".formatted(other));
    }

    /// The file of a cancelled import is deleted earlier than its job.
    private void refuseWithoutFile(Job job) {
        try {
            if (job.type().equals(ImportFile.JOB_TYPE)
                    && objects.storedAt(ImportObject.key(job.owner(), job.id())).isEmpty()
                    && objects.storedAt(ImportObject.keyWithoutOwner(job.id())).isEmpty()) {
                throw new ProblemException(ProblemCode.FILE_GONE, "Upload the file again.");
            }
        } catch (IOException _) {
            throw ProblemException.retryAfter(
                    Duration.ofSeconds(2), ProblemCode.STORAGE_UNAVAILABLE, "Try again in a moment.");
        }
    }

    /// @param order `hold`, `release` or `retry`
    JobView order(Job job, String order) {
        return view(job, order(job, () -> scheduler.order(job.id(), order)));
    }

    JobView change(Job job, PriorityChange change) {
        return view(job, order(job, () -> scheduler.change(job.id(), change)));
    }

    JobView change(Job job, RunAtChange change) {
        return view(job, order(job, () -> scheduler.change(job.id(), change)));
    }

    RawJson attempts(Job job) {
        return job.isStream()
                ? NO_ATTEMPTS
                : order(job, () -> scheduler.attempts(job.id())).body();
    }

    private JobView view(Job job, Reply.Ok done) {
        JobComposer.statusOf(done).ifPresent(status -> readModel.apply(List.of(JobChange.of(status))));
        return composer.compose(job, done);
    }

    /// A job unknown to the scheduler has either not arrived there yet, or was deleted, if the gateway has ever
    /// received a change of it.
    private static Reply.Ok order(Job job, Supplier<Reply> request) {
        if (job.isStream()) {
            throw new ProblemException(
                    ProblemCode.LIVE_STREAM,
                    "The job stands for a live stream, which runs as long as points arrive. Its points can be"
                            + " reverted or removed.");
        }
        for (int attempt = 1; ; attempt++) {
            switch (request.get()) {
                case Reply.Ok done -> {
                    return done;
                }
                case Reply.Rejected refused
                when refused.refusal() == Refusal.JOB_NOT_FOUND -> {
                    if (job.version() > 0 || job.finishedAt() != null) {
                        throw JobStore.forgotten();
                    }
                    if (attempt == TRIES || !pause()) {
                        throw ProblemException.retryAfter(
                                Duration.ofSeconds(1),
                                ProblemCode.NOT_YET_SCHEDULED,
                                "The job is stored, but not yet known to the scheduler. Try again in a moment.");
                    }
                }
                case Reply.Rejected refused
                when refused.refusal() == Refusal.NOT_FAILED ->
                    throw new ProblemException(
                            ProblemCode.NOT_FAILED, "Only a failed job or a cancelled one can be retried.");
                case Reply.Rejected refused
                when refused.refusal() == Refusal.CLEANING_UP ->
                    throw ProblemException.retryAfter(
                            Duration.ofSeconds(1),
                            ProblemCode.CLEANING_UP,
                            "Try again when the clean-up has finished.");
                case Reply.Rejected refused -> throw refused.problem();
                case Reply.Unavailable _ ->
                    throw ProblemException.retryAfter(
                            Duration.ofSeconds(2),
                            ProblemCode.SCHEDULER_UNAVAILABLE,
                            "The outcome is unknown. Check the job, or try again in a moment.");
            }
        }
    }

    private static boolean pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

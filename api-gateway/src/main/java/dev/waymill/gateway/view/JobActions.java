package dev.waymill.gateway.view;

import dev.waymill.events.RawJson;
import dev.waymill.gateway.job.Job;
import dev.waymill.gateway.job.JobStore;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import dev.waymill.gateway.upstream.Answer;
import dev.waymill.gateway.upstream.SchedulerClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/// Commands that only the scheduler can execute. Its response is applied to the read model at once, so that a
/// caller who cancels and then reads the job, or uploads the file again, sees the change. Called on request
/// threads.
@Component
final class JobActions {
    /// How often a command is tried while the scheduler does not know the job. A job that was just accepted may
    /// still be on its way.
    private static final int TRIES = 20;

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final SchedulerClient scheduler;
    private final JobComposer composer;
    private final ReadModel readModel;

    JobActions(SchedulerClient scheduler, JobComposer composer, ReadModel readModel) {
        this.scheduler = scheduler;
        this.composer = composer;
        this.readModel = readModel;
    }

    JobView cancel(Job job) {
        return view(job, order(job, () -> scheduler.cancel(job.id())));
    }

    JobView promote(Job job) {
        return view(job, order(job, () -> scheduler.promote(job.id())));
    }

    /// @param order `hold`, `release` or `retry`
    JobView order(Job job, String order) {
        return view(job, order(job, () -> scheduler.order(job.id(), order)));
    }

    /// @param order `priority` or `run-at`
    JobView order(Job job, String order, JsonNode body) {
        return view(job, order(job, () -> scheduler.order(job.id(), order, body)));
    }

    RawJson attempts(Job job) {
        return order(job, () -> scheduler.attempts(job.id())).body();
    }

    private JobView view(Job job, Answer.Ok done) {
        SchedulerStatus.of(done).ifPresent(status -> readModel.apply(List.of(status.asChange())));
        return composer.compose(job, done);
    }

    /// Executes a command. If the scheduler does not know the job, it was either deleted or has not arrived
    /// yet. It was deleted if the gateway has ever received a change of it.
    private static Answer.Ok order(Job job, Supplier<Answer> ask) {
        for (int attempt = 1; ; attempt++) {
            switch (ask.get()) {
                case Answer.Ok done -> {
                    return done;
                }
                case Answer.Rejected refused
                when refused.isUnknown() -> {
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
                case Answer.Rejected refused -> throw refusal(refused);
                case Answer.Away _ ->
                    throw ProblemException.retryAfter(
                            Duration.ofSeconds(2),
                            ProblemCode.SCHEDULER_UNAVAILABLE,
                            "The outcome is unknown. Check the job, or try again in a moment.");
            }
        }
    }

    private static ProblemException refusal(Answer.Rejected refused) {
        return switch (refused.code()) {
            case "already-finished" ->
                new ProblemException(
                        ProblemCode.ALREADY_FINISHED, "The job has already finished and cannot be changed.");
            case "past-cancelling" ->
                new ProblemException(
                        ProblemCode.PAST_CANCELLING, "The import is being promoted and can no longer be cancelled.");
            case "not-in-grace" ->
                new ProblemException(ProblemCode.NOT_IN_GRACE, "Only an import in its grace period can be promoted.");
            case "nothing-waits" ->
                new ProblemException(
                        ProblemCode.NOTHING_WAITS, "A worker runs the task. Only waiting tasks can be changed.");
            case "not-held" -> new ProblemException(ProblemCode.NOT_HELD, "Only a held job can be released.");
            case "not-failed" -> new ProblemException(ProblemCode.NOT_FAILED, "Only a failed job can be retried.");
            case "cleaning-up" ->
                ProblemException.retryAfter(
                        Duration.ofSeconds(1), ProblemCode.CLEANING_UP, "Try again when the clean-up has finished.");
            default ->
                new ProblemException(
                        ProblemCode.CONFLICT,
                        refused.detail().isEmpty() ? "The scheduler refused the request." : refused.detail());
        };
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

package dev.waymill.scheduler.job;

import dev.waymill.events.JobState;
import dev.waymill.scheduler.job.JobStore.Locked;
import dev.waymill.scheduler.task.JobTasks;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// What people ask of a job. Each method is one transaction; what others hear of it is sent after the commit.
@Component
class JobRequests {
    private final JobStore jobs;
    private final JobSettler settler;
    private final JobTasks tasks;
    private final TransactionTemplate transaction;
    private final CancelNotice notice;

    JobRequests(
            JobStore jobs, JobSettler settler, JobTasks tasks, TransactionTemplate transaction, CancelNotice notice) {
        this.jobs = jobs;
        this.settler = settler;
        this.tasks = tasks;
        this.transaction = transaction;
        this.notice = notice;
    }

    /// How a request ended.
    enum Answer {
        DONE,
        UNKNOWN,
        /// The job succeeded or failed already.
        ALREADY_FINISHED,
        /// A task that must not be stopped has begun.
        PAST_CANCELLING,
        NOT_IN_GRACE,
        /// No task of the job waits: it is out with a worker.
        NOTHING_WAITS,
        NOT_HELD
    }

    /// Cancels the job, unless it is over or past cancelling. Again is no error.
    Answer cancel(UUID id) {
        var answer = transaction.execute(_ -> cancelLocked(id));
        if (answer == Answer.DONE) {
            notice.send(id);
        }
        return answer;
    }

    private Answer cancelLocked(UUID id) {
        var job = jobs.lock(id);
        if (job.isEmpty()) {
            return Answer.UNKNOWN;
        }
        return switch (job.get().state()) {
            case "cancelled" -> Answer.DONE;
            case "succeeded", "failed" -> Answer.ALREADY_FINISHED;
            default -> {
                tasks.keepStill(id);
                if (tasks.hasBegunForGood(id)) {
                    yield Answer.PAST_CANCELLING;
                }
                settler.cancel(id);
                yield Answer.DONE;
            }
        };
    }

    /// Ends the job's grace period now. Again is no error: who did not hear our answer asks once more.
    Answer promote(UUID id) {
        return transaction.execute(_ -> {
            if (jobs.lock(id).isEmpty()) {
                return Answer.UNKNOWN;
            }
            tasks.keepStill(id);
            if (tasks.endGrace(id)) {
                settler.settle(id);
                return Answer.DONE;
            }
            return tasks.graceIsOver(id) ? Answer.DONE : Answer.NOT_IN_GRACE;
        });
    }

    /// Keeps what waits from running until it is released. Again is no error.
    Answer hold(UUID id) {
        return ofOpen(id, job -> job.state().equals("held") || tasks.hold(id), Answer.NOTHING_WAITS);
    }

    Answer release(UUID id) {
        return ofOpen(id, _ -> tasks.release(id), Answer.NOT_HELD);
    }

    /// What waits is due at that moment.
    Answer runAt(UUID id, Instant moment) {
        return ofOpen(id, _ -> tasks.runAt(id, moment), Answer.NOTHING_WAITS);
    }

    /// What is ready finds its place anew, what comes later comes with the new priority.
    Answer priority(UUID id, int priority) {
        return ofOpen(
                id,
                _ -> {
                    jobs.setPriority(id, priority);
                    tasks.queueAnew(id);
                    return true;
                },
                Answer.NOTHING_WAITS);
    }

    /// Does something to a job that is not over, and says what it answers when there was nothing to do.
    private Answer ofOpen(UUID id, Predicate<Locked> change, Answer otherwise) {
        return transaction.execute(_ -> {
            var job = jobs.lock(id);
            if (job.isEmpty()) {
                return Answer.UNKNOWN;
            }
            if (JobState.ofWireName(job.get().state()).isFinal()) {
                return Answer.ALREADY_FINISHED;
            }
            if (!change.test(job.get())) {
                return otherwise;
            }
            settler.settle(id);
            return Answer.DONE;
        });
    }
}

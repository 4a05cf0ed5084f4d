package dev.waymill.scheduler.job;

import dev.waymill.events.JobState;
import dev.waymill.scheduler.job.JobStore.LockedJob;
import dev.waymill.scheduler.task.JobTasks;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Commands for a job. Each method is one transaction; messages about it are sent after the commit.
@Component
class JobCommands {
    private final JobStore jobs;
    private final JobSettler settler;
    private final JobTasks tasks;
    private final TransactionTemplate transaction;
    private final CancelPublisher notice;

    JobCommands(
            JobStore jobs,
            JobSettler settler,
            JobTasks tasks,
            TransactionTemplate transaction,
            CancelPublisher notice) {
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
        /// A task that cannot be stopped has started.
        PAST_CANCELLING,
        NOT_IN_GRACE,
        /// No task of the job is waiting: a worker has it.
        NOTHING_WAITS,
        NOT_HELD
    }

    /// Cancels the job, unless it has finished or can no longer be cancelled. Repeating it is no error.
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
                tasks.lockWaitingTasks(id);
                if (tasks.hasStartedUncancellable(id)) {
                    yield Answer.PAST_CANCELLING;
                }
                settler.cancel(id);
                yield Answer.DONE;
            }
        };
    }

    /// Ends the job's grace period now. Repeating it is no error: a caller that lost the response asks again.
    Answer promote(UUID id) {
        return transaction.execute(_ -> {
            if (jobs.lock(id).isEmpty()) {
                return Answer.UNKNOWN;
            }
            tasks.lockWaitingTasks(id);
            if (tasks.endGrace(id)) {
                settler.settle(id);
                return Answer.DONE;
            }
            return tasks.graceIsOver(id) ? Answer.DONE : Answer.NOT_IN_GRACE;
        });
    }

    /// Holds waiting tasks until they are released. Repeating it is no error.
    Answer hold(UUID id) {
        return ofOpen(id, job -> job.state().equals("held") || tasks.hold(id), Answer.NOTHING_WAITS);
    }

    Answer release(UUID id) {
        return ofOpen(id, _ -> tasks.release(id), Answer.NOT_HELD);
    }

    /// Sets the due time of waiting tasks.
    Answer runAt(UUID id, Instant moment) {
        return ofOpen(id, _ -> tasks.runAt(id, moment), Answer.NOTHING_WAITS);
    }

    /// Gives ready tasks a new position; later tasks get the new priority.
    Answer priority(UUID id, int priority) {
        return ofOpen(
                id,
                _ -> {
                    jobs.setPriority(id, priority);
                    tasks.requeue(id);
                    return true;
                },
                Answer.NOTHING_WAITS);
    }

    /// Changes a job that has not finished.
    private Answer ofOpen(UUID id, Predicate<LockedJob> change, Answer otherwise) {
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

package dev.waymill.scheduler.job;

import dev.waymill.events.JobState;
import dev.waymill.events.rest.Refusal;
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

    /// Cancels the job, unless it has finished or can no longer be cancelled. Repeating it is no error.
    CommandResult cancel(UUID id) {
        var result = transaction.execute(_ -> cancelLocked(id));
        if (result instanceof CommandResult.Done) {
            notice.send(id);
        }
        return result;
    }

    private CommandResult cancelLocked(UUID id) {
        var job = jobs.lock(id);
        if (job.isEmpty()) {
            return CommandResult.refused(Refusal.JOB_NOT_FOUND);
        }
        return switch (job.get().state()) {
            case "cancelled" -> CommandResult.DONE;
            case "succeeded", "failed" -> CommandResult.refused(Refusal.ALREADY_FINISHED);
            default -> {
                tasks.lockWaitingTasks(id);
                if (tasks.hasStartedUncancellable(id)) {
                    yield CommandResult.refused(Refusal.PAST_CANCELLING);
                }
                settler.cancel(id);
                yield CommandResult.DONE;
            }
        };
    }

    /// Ends the job's grace period now. Repeating it is no error: a caller that lost the response asks again.
    CommandResult promote(UUID id) {
        return transaction.execute(_ -> {
            if (jobs.lock(id).isEmpty()) {
                return CommandResult.refused(Refusal.JOB_NOT_FOUND);
            }
            tasks.lockWaitingTasks(id);
            if (tasks.endGrace(id)) {
                settler.settle(id);
                return CommandResult.DONE;
            }
            return tasks.hasGraceEnded(id) ? CommandResult.DONE : CommandResult.refused(Refusal.NOT_IN_GRACE);
        });
    }

    /// Holds waiting tasks until they are released. Repeating it is no error.
    CommandResult hold(UUID id) {
        return ofOpen(id, job -> job.state().equals("held") || tasks.hold(id), Refusal.NOTHING_WAITS);
    }

    CommandResult release(UUID id) {
        return ofOpen(id, _ -> tasks.release(id), Refusal.NOT_HELD);
    }

    /// Sets the due time of waiting tasks.
    CommandResult runAt(UUID id, Instant moment) {
        return ofOpen(id, _ -> tasks.runAt(id, moment), Refusal.NOTHING_WAITS);
    }

    /// Gives ready tasks a new position; later tasks get the new priority.
    CommandResult priority(UUID id, int priority) {
        return ofOpen(
                id,
                _ -> {
                    jobs.setPriority(id, priority);
                    tasks.requeue(id);
                    return true;
                },
                Refusal.NOTHING_WAITS);
    }

    /// Changes a job that has not finished.
    private CommandResult ofOpen(UUID id, Predicate<LockedJob> change, Refusal otherwise) {
        return transaction.execute(_ -> {
            var job = jobs.lock(id);
            if (job.isEmpty()) {
                return CommandResult.refused(Refusal.JOB_NOT_FOUND);
            }
            if (JobState.ofWireName(job.get().state()).isFinal()) {
                return CommandResult.refused(Refusal.ALREADY_FINISHED);
            }
            if (!change.test(job.get())) {
                return CommandResult.refused(otherwise);
            }
            settler.settle(id);
            return CommandResult.DONE;
        });
    }
}

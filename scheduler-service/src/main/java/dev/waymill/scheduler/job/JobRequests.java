package dev.waymill.scheduler.job;

import dev.waymill.scheduler.task.JobTasks;
import java.util.UUID;
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
        NOT_IN_GRACE
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
                tasks.hold(id);
                if (tasks.hasBegunForGood(id)) {
                    yield Answer.PAST_CANCELLING;
                }
                settler.cancel(id);
                yield Answer.DONE;
            }
        };
    }

    /// Ends the job's grace period now.
    Answer promote(UUID id) {
        return transaction.execute(_ -> {
            if (jobs.lock(id).isEmpty()) {
                return Answer.UNKNOWN;
            }
            tasks.hold(id);
            if (!tasks.endGrace(id)) {
                return Answer.NOT_IN_GRACE;
            }
            settler.settle(id);
            return Answer.DONE;
        });
    }
}

package dev.waymill.gateway.live;

import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.gateway.job.JobIds;
import dev.waymill.gateway.job.Submission;
import dev.waymill.gateway.job.Submission.Work;
import dev.waymill.gateway.job.Submissions;
import dev.waymill.gateway.trace.Trace;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Turns an owner's live points into an import. Thread-safe; several gateways may do so at once.
///
/// One transaction locks and deletes the rows, writes the object and submits the job. After a crash at any
/// point, the rows are still there, and no job refers to the object. Concurrent transactions take different
/// rows.
@Component
final class LivePointBatcher {
    /// About ten megabytes, for a few batches at once.
    private static final int BATCH = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(LivePointBatcher.class);

    private final LivePointStore points;
    private final LivePointFiles files;
    private final Submissions submissions;
    private final JobIds ids;
    private final TransactionTemplate transaction;

    LivePointBatcher(
            LivePointStore points,
            LivePointFiles files,
            Submissions submissions,
            JobIds ids,
            TransactionTemplate transaction) {
        this.points = points;
        this.files = files;
        this.submissions = submissions;
        this.ids = ids;
        this.transaction = transaction;
    }

    /// Returns owners whose points are due, the longest waiting first.
    List<String> due() {
        return points.due();
    }

    /// Submits at most one batch of the owner's points.
    ///
    /// @return whether a batch was submitted
    boolean collect(String owner) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            var batch = points.take(owner, BATCH);
            if (batch.isEmpty()) {
                status.setRollbackOnly();
                return false;
            }
            submit(owner, batch);
            return true;
        }));
    }

    /// If this method fails, the transaction is rolled back, so the object is deleted. If the commit fails, it
    /// is unknown whether the job was created. Then the object is kept, because a job without its file is worse
    /// than an orphaned file.
    private void submit(String owner, List<TimelinePoint> batch) {
        var job = ids.next();
        boolean submitted = false;
        try {
            var work = Work.ofLivePoints(files.store(owner, job, batch));
            submissions.submit(new Submission(job, owner, work, Trace.start(), null));
            submitted = true;
            LOG.debug("owner={} points={} imported as job={}", owner, batch.size(), job);
        } finally {
            if (!submitted) {
                files.discard(owner, job);
            }
        }
    }
}

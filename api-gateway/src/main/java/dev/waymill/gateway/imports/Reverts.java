package dev.waymill.gateway.imports;

import dev.waymill.events.JobState;
import dev.waymill.events.RawJson;
import dev.waymill.events.RevertImport;
import dev.waymill.events.rest.JobStatus;
import dev.waymill.gateway.job.Job;
import dev.waymill.gateway.job.JobIds;
import dev.waymill.gateway.job.Submission;
import dev.waymill.gateway.job.Submission.Outcome;
import dev.waymill.gateway.job.Submission.Work;
import dev.waymill.gateway.job.Submissions;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import dev.waymill.gateway.trace.Trace;
import dev.waymill.gateway.upstream.SchedulerClient;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;

/// Creates the job that reverts an import. Called on request threads.
@Component
class Reverts {
    private final Submissions submissions;
    private final SchedulerClient scheduler;
    private final JobIds ids;
    private final JdbcClient jdbc;

    Reverts(Submissions submissions, SchedulerClient scheduler, JobIds ids, JdbcClient jdbc) {
        this.submissions = submissions;
        this.scheduler = scheduler;
        this.ids = ids;
        this.jdbc = jdbc;
    }

    /// @throws ProblemException when the import is not in the timeline
    Outcome revert(Job imported, Trace trace) {
        if (!isPromoted(imported)) {
            throw new ProblemException(
                    ProblemCode.NOT_PROMOTED, "Only a succeeded import can be reverted. Cancel it instead.");
        }
        var outcome = revertForgotten(imported.owner(), imported.id(), trace);
        // May repeat an earlier update, which is harmless. A crash right before it leaves the import unmarked, so its
        // file cannot be imported again until this request is repeated.
        mark(imported.id(), jobOf(outcome));
        return outcome;
    }

    /// Reverts a live stream between two times; null is without a limit. It may be repeated: what arrived since is
    /// removed, too.
    Outcome revertStream(Job stream, @Nullable Instant from, @Nullable Instant to, Trace trace) {
        var work = Work.ofStream(new RevertImport(stream.id(), from, to));
        return submissions.submit(new Submission(ids.next(), stream.owner(), work, trace, null));
    }

    /// The same for an import whose job has been deleted while its points are in the timeline.
    Outcome revertForgotten(String owner, UUID imported, Trace trace) {
        return submissions.submit(new Submission(ids.next(), owner, Work.of(new RevertImport(imported)), trace, null));
    }

    /// Asks the scheduler as well, since the event of the import's success may not have reached the gateway
    /// yet.
    private boolean isPromoted(Job imported) {
        return imported.state() == JobState.SUCCEEDED
                || scheduler
                        .status(imported.id())
                        .read(new TypeReference<JobStatus<RawJson>>() {})
                        .filter(status -> status.state() == JobState.SUCCEEDED)
                        .isPresent();
    }

    private static UUID jobOf(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted(var job) -> job.id();
            case Outcome.AlreadyThere(var job) -> job.id();
            case Outcome.Repeated(var job) -> job.id();
            case Outcome.Mismatch() -> throw new IllegalStateException("A revert has no key to mismatch");
        };
    }

    private static final String MARK = """
            UPDATE job SET reverted_by = :revert WHERE id = :import AND reverted_by IS DISTINCT FROM :revert
            """;

    private void mark(UUID imported, UUID revert) {
        jdbc.sql(MARK).param("revert", revert).param("import", imported).update();
    }
}

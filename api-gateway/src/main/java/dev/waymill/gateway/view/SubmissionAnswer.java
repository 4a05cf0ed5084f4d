package dev.waymill.gateway.view;

import dev.waymill.gateway.job.IdempotencyKey;
import dev.waymill.gateway.job.Job;
import dev.waymill.gateway.job.Submission.Outcome;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import java.net.URI;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/// Maps the outcome of any submission to a response.
public final class SubmissionAnswer {
    private SubmissionAnswer() {}

    /// @param alreadyThere the notice about an earlier job that is the same
    /// @throws ProblemException when the Idempotency-Key was used for a different request
    public static ResponseEntity<JobView> of(Outcome outcome, Function<Job, JobView.Notice> alreadyThere) {
        return switch (outcome) {
            case Outcome.Accepted(var job) -> answer(HttpStatus.ACCEPTED, job, JobView.of(job));
            case Outcome.Repeated(var job) -> answer(HttpStatus.ACCEPTED, job, JobView.of(job));
            case Outcome.AlreadyThere(var job) ->
                answer(HttpStatus.OK, job, JobView.of(job).with(alreadyThere.apply(job)));
            case Outcome.Mismatch() ->
                throw ProblemException.at(
                        IdempotencyKey.HEADER,
                        ProblemCode.IDEMPOTENCY_MISMATCH,
                        "The key was used for an earlier request with different content.");
        };
    }

    private static ResponseEntity<JobView> answer(HttpStatus status, Job job, JobView body) {
        return ResponseEntity.status(status)
                .location(URI.create("/api/v1/jobs/" + job.id()))
                .body(body);
    }
}

package dev.waymill.gateway.job;

import dev.waymill.events.ImportFile;
import dev.waymill.events.JobTypes;
import dev.waymill.events.RemovePoints;
import dev.waymill.events.RestorePoints;
import dev.waymill.events.RevertImport;
import dev.waymill.gateway.job.BulkSubmissions.BulkResult;
import dev.waymill.gateway.job.Submission.Outcome;
import dev.waymill.runtime.loop.Loop;
import dev.waymill.runtime.metrics.AfterCommit;
import dev.waymill.runtime.metrics.MetersByTag;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// Counts submissions by their result, and wakes the outbox when there are new jobs, both after the commit.
/// Thread-safe.
@Component
class SubmissionResults {
    private static final List<String> TYPES = Stream.concat(
                    JobTypes.all().stream(),
                    Stream.of(
                            ImportFile.JOB_TYPE, RevertImport.JOB_TYPE, RemovePoints.JOB_TYPE, RestorePoints.JOB_TYPE))
            .toList();

    private final MetersByTag<Map<Result, Counter>> counters;
    private final Loop outboxLoop;

    SubmissionResults(MeterRegistry meters, Loop outboxLoop) {
        this.outboxLoop = outboxLoop;
        this.counters = new MetersByTag<>("type", TYPES, type -> {
            var results = new EnumMap<Result, Counter>(Result.class);
            for (var result : Result.values()) {
                results.put(result, counter(type, result, meters));
            }
            return results;
        });
    }

    enum Result {
        /// A new job.
        ACCEPTED,
        /// The same request, by its Idempotency-Key.
        REPEATED,
        /// Another request for a job that exists already.
        ALREADY_THERE,
        /// Another request with the Idempotency-Key of an earlier one.
        MISMATCH
    }

    private static Counter counter(Tag type, Result result, MeterRegistry meters) {
        return Counter.builder("waymill.jobs.submitted")
                .description("Submissions")
                .tags(List.of(type))
                .tag("outcome", result.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .register(meters);
    }

    void add(Submission submission, Outcome outcome) {
        add(
                submission,
                switch (outcome) {
                    case Outcome.Accepted _ -> Result.ACCEPTED;
                    case Outcome.Repeated _ -> Result.REPEATED;
                    case Outcome.AlreadyThere _ -> Result.ALREADY_THERE;
                    case Outcome.Mismatch() -> Result.MISMATCH;
                });
        if (outcome instanceof Outcome.Accepted) {
            AfterCommit.run(outboxLoop::wake);
        }
    }

    /// @param results by the id of the submission; a submission without one is not counted
    void add(List<Submission> submissions, Map<UUID, BulkResult> results) {
        for (var submission : submissions) {
            switch (results.get(submission.id())) {
                case BulkResult.Made _ -> add(submission, Result.ACCEPTED);
                case BulkResult.Existing _ -> add(submission, Result.REPEATED);
                case BulkResult.Mismatch() -> add(submission, Result.MISMATCH);
                case null -> {}
            }
        }
        outboxLoop.wake();
    }

    private void add(Submission submission, Result result) {
        Objects.requireNonNull(counters.of(submission.work().type()).get(result))
                .increment();
    }
}

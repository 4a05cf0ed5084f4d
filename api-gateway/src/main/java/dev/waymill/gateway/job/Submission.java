package dev.waymill.gateway.job;

import dev.waymill.events.ImportFile;
import dev.waymill.events.JobTerms;
import dev.waymill.events.RawJson;
import dev.waymill.events.RemovePoints;
import dev.waymill.events.RestorePoints;
import dev.waymill.events.RevertImport;
import dev.waymill.gateway.trace.Trace;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A job to be submitted.
///
/// @param id chosen by the gateway
/// @param once identifies repetitions of the same request; null when the caller sent no Idempotency-Key
public record Submission(
        UUID id,
        String owner,
        Work work,
        Trace trace,
        @Nullable IdempotencyToken once) {
    private static final int ORDINARY = 5;

    /// What the job does.
    ///
    /// @param payload the input of the first task
    /// @param priority 0 (first) … 9 (last)
    /// @param maxAttempts how often a task may fail before it becomes a dead letter
    /// @param terms when and how the job may run; null to run at once
    /// @param same how an earlier equal job of the owner is recognised; null when the job is always new
    public record Work(
            String type,
            RawJson payload,
            int priority,
            int maxAttempts,
            @Nullable JobTerms terms,
            @Nullable Uniqueness same) {
        /// An import of a file that is already stored.
        public static Work of(ImportFile file) {
            var payload = RawJson.of(file);
            return new Work(ImportFile.JOB_TYPE, payload, ORDINARY, ORDINARY, null, new Uniqueness.File(file.sha256()));
        }

        /// The revert of a live stream or of a span of it. It is always a new job, since the stream goes on.
        public static Work ofStream(RevertImport revert) {
            return new Work(RevertImport.JOB_TYPE, RawJson.of(revert), ORDINARY, ORDINARY, null, null);
        }

        /// The revert of an import. Only one may exist per import, apart from failed and cancelled ones.
        public static Work of(RevertImport revert) {
            var payload = RawJson.of(revert);
            var same = new Uniqueness.ActiveKey(revert.importId().toString());
            return new Work(RevertImport.JOB_TYPE, payload, ORDINARY, ORDINARY, null, same);
        }

        /// A removal of points. It is always a new job, since the timeline may have changed since the last one.
        public static Work of(RemovePoints removal) {
            return new Work(RemovePoints.JOB_TYPE, RawJson.of(removal), ORDINARY, ORDINARY, null, null);
        }

        /// The undo of a removal. Only one may exist per removal, apart from failed and cancelled ones.
        public static Work of(RestorePoints restore) {
            var same = new Uniqueness.ActiveKey(restore.removalId().toString());
            return new Work(RestorePoints.JOB_TYPE, RawJson.of(restore), ORDINARY, ORDINARY, null, same);
        }
    }

    /// How a job is recognised as a duplicate.
    public sealed interface Uniqueness {
        /// The same file, read with the same options, unless its import has failed, was cancelled or was
        /// reverted: then it left no points.
        record File(String sha256) implements Uniqueness {}

        /// The same type and key, submitted within the period, unless it has failed or was cancelled.
        record Key(String key, Duration period) implements Uniqueness {}

        /// The same type and key, unless it has failed or was cancelled.
        record ActiveKey(String key) implements Uniqueness {}
    }

    /// An Idempotency-Key and the request that it identifies.
    ///
    /// @param route the operation that was called; the same key for another operation is a different key
    /// @param requestHash equal for equal requests only
    public record IdempotencyToken(String route, String key, String requestHash) {}

    /// The outcome of a submission.
    public sealed interface Outcome {
        /// A new job.
        record Accepted(Job job) implements Outcome {}

        /// The same request was sent before, and created this job.
        record Repeated(Job job) implements Outcome {}

        /// An equal job existed already.
        record AlreadyThere(Job job) implements Outcome {}

        /// The Idempotency-Key was used for a different request.
        record Mismatch() implements Outcome {}
    }
}

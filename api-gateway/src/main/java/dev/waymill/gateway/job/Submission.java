package dev.waymill.gateway.job;

import dev.waymill.events.ImportFile;
import dev.waymill.events.JobTerms;
import dev.waymill.events.RawJson;
import dev.waymill.events.RevertImport;
import dev.waymill.gateway.trace.Trace;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A job to be submitted.
///
/// @param id chosen by the gateway
/// @param once the caller's promise that equal requests are the same one, or null when none was made
public record Submission(
        UUID id,
        String owner,
        Work work,
        Trace trace,
        @Nullable IdempotencyToken once) {
    private static final int FIRST = 0;
    private static final int ORDINARY = 5;

    /// What the job does.
    ///
    /// @param payload what the first task gets
    /// @param priority 0 (first) … 9 (last)
    /// @param maxAttempts how often one task may fail before it is dead
    /// @param terms when and how it may run; null for at once
    /// @param same which earlier job of the owner would be the same; null when none would
    public record Work(
            String type,
            RawJson payload,
            int priority,
            int maxAttempts,
            @Nullable JobTerms terms,
            @Nullable Uniqueness same) {
        /// An import of a file that is stored already.
        public static Work of(ImportFile file) {
            var payload = RawJson.of(file);
            return new Work(ImportFile.JOB_TYPE, payload, ORDINARY, ORDINARY, null, new Uniqueness.File(file.sha256()));
        }

        /// The revert of an import; there is one at most that has not come to nothing.
        public static Work of(RevertImport revert) {
            var payload = RawJson.of(revert);
            var same = new Uniqueness.ActiveKey(revert.importId().toString());
            return new Work(RevertImport.JOB_TYPE, payload, ORDINARY, ORDINARY, null, same);
        }

        /// An import of points that were just received: never the same as another, and before whatever waits,
        /// since somebody may be watching.
        public static Work ofLivePoints(ImportFile file) {
            var payload = RawJson.of(file);
            return new Work(ImportFile.JOB_TYPE, payload, FIRST, ORDINARY, null, null);
        }
    }

    /// How a job is recognised as a duplicate.
    public sealed interface Uniqueness {
        /// The same file, read in the same way, unless its import has failed, was cancelled or reverted: then
        /// it left nothing behind.
        record File(String sha256) implements Uniqueness {}

        /// The same type and key, submitted within that time.
        record Key(String key, Duration period) implements Uniqueness {}

        /// The same type and key, unless it has failed or was cancelled.
        record ActiveKey(String key) implements Uniqueness {}
    }

    /// An Idempotency-Key and what it stands for.
    ///
    /// @param route what was called: the same key elsewhere is another key
    /// @param requestHash equal for equal requests only
    public record IdempotencyToken(String route, String key, String requestHash) {}

    /// What became of it.
    public sealed interface Outcome {
        /// A new job.
        record Accepted(Job job) implements Outcome {}

        /// The same request was answered before with that job, which it had made.
        record Repeated(Job job) implements Outcome {}

        /// There was such a job already: that one.
        record AlreadyThere(Job job) implements Outcome {}

        /// The key stands for another request.
        record Mismatch() implements Outcome {}
    }
}

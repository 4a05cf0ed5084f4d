package dev.waymill.gateway.job;

import dev.waymill.events.ImportFile;
import dev.waymill.gateway.problem.Trace;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An import somebody wants: the file is stored already.
///
/// @param id chosen by the gateway before the file was stored
/// @param once the caller's promise that equal requests are the same one, or null when none was made
public record Submission(
        UUID id,
        String owner,
        ImportFile file,
        Trace trace,
        @Nullable Once once) {
    /// An Idempotency-Key and what it stands for.
    ///
    /// @param route what was called: the same key elsewhere is another key
    /// @param requestHash equal for equal requests only
    public record Once(String route, String key, String requestHash) {}

    /// What became of it.
    public sealed interface Outcome {
        /// A new job.
        record Accepted(Job job) implements Outcome {}

        /// The same request was answered before with that job, which it had made.
        record Repeated(Job job) implements Outcome {}

        /// This owner has imported, or is importing, the same file: that is the job.
        record AlreadyImported(Job job) implements Outcome {}

        /// The key stands for another request.
        record Mismatch() implements Outcome {}
    }
}

package dev.waymill.events.rest;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The body of `POST /internal/dead-letters/retry`.
///
/// @param filter selects the open dead letters to retry; its state is ignored; null selects all
/// @param dryRun true to count them without a retry
/// @param by who sent the request
public record DeadLetterBulkRetry(
        @Nullable DeadLetterFilter filter,
        boolean dryRun,
        @Nullable String by) {

    /// The response.
    ///
    /// @param matched the number of dead letters that matched before this call; a call retries 1,000 at most,
    ///     so more of them need several calls
    /// @param retried how many of this call's dead letters are retried now; 0 for a dry run
    /// @param items the first 100 dead letters of this call, including those that could not be retried
    public record Summary(long matched, long retried, List<UUID> items) {}
}

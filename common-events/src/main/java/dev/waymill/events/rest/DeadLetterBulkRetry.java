package dev.waymill.events.rest;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The body of `POST /internal/dead-letters/retry`.
///
/// @param filter which open dead letters, whatever its state says; all of them when it is null
/// @param dryRun true to count them only
/// @param by who asks
public record DeadLetterBulkRetry(
        @Nullable DeadLetterFilter filter,
        boolean dryRun,
        @Nullable String by) {

    /// The answer.
    ///
    /// @param matched how many there were to retry before; more than 1,000 take several calls
    /// @param retried how many of them are retried now
    /// @param items the first 100 of those that this call is about
    public record Summary(long matched, long retried, List<UUID> items) {}
}

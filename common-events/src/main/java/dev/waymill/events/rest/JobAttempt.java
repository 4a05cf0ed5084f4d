package dev.waymill.events.rest;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An attempt at one of a job's tasks, running or ended: an item of `GET /internal/jobs/{id}/attempts`.
///
/// @param attempt the attempt's number, from 1
/// @param outcome `succeeded`, `failed`, `snoozed` or `cancelled`; null while the attempt runs
public record JobAttempt(
        UUID taskId,
        String kind,
        int attempt,
        @Nullable String worker,
        @Nullable String outcome,
        @Nullable Error error,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt) {

    /// Why the attempt failed.
    ///
    /// @param message the first 500 characters of the message
    /// @param stack the first 1,000 characters of the stack trace of an unexpected failure; null otherwise
    public record Error(
            String code, @Nullable String message, @Nullable String stack) {}
}

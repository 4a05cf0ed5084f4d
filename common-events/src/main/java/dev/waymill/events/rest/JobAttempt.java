package dev.waymill.events.rest;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One try at one of a job's tasks, ended or going on; an item of `GET /internal/jobs/{id}/attempts`.
///
/// @param attempt from 1
/// @param outcome `succeeded`, `failed`, `snoozed` or `cancelled`; null while it goes on
public record JobAttempt(
        UUID taskId,
        String kind,
        int attempt,
        @Nullable String worker,
        @Nullable String outcome,
        @Nullable Error error,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt) {

    /// @param message of it the first 500 characters
    /// @param stack where it was thrown, if it was unexpected; the first 1,000 characters
    public record Error(
            String code, @Nullable String message, @Nullable String stack) {}
}

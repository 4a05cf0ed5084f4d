package dev.waymill.events.rest;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A job in the list of `GET /internal/jobs`.
///
/// @param state the wire name of the job's state, e.g. `queued`
/// @param priority 0 (first) … 9 (last)
/// @param attempt the number of attempts of the task that runs or ran last, 0 or more
/// @param error why the last attempt failed; null once one has succeeded
public record JobItem(
        UUID id,
        String owner,
        String type,
        String state,
        int priority,
        int attempt,
        @Nullable Failure error,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant finishedAt) {}

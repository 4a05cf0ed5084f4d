package dev.waymill.gateway.job;

import dev.waymill.events.JobState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Selects jobs of an owner, newest first.
///
/// @param from inclusive lower bound of the creation time
/// @param to exclusive upper bound of the creation time
/// @param traceId 32 hex digits
/// @param after the last job of the previous page; null for the first page
/// @param limit the most jobs to return
public record JobQuery(
        String owner,
        @Nullable JobState state,
        @Nullable String type,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String traceId,
        @Nullable Position after,
        int limit) {
    /// A position in the list.
    public record Position(Instant createdAt, UUID id) {}
}

package dev.waymill.gateway.job;

import dev.waymill.events.JobState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which of an owner's jobs, newest first.
///
/// @param from created then or later
/// @param to created earlier
/// @param traceId 32 hex digits
/// @param after the last one of the page before; null for the first page
/// @param limit at most that many
public record JobQuery(
        String owner,
        @Nullable JobState state,
        @Nullable String type,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String traceId,
        @Nullable Position after,
        int limit) {
    /// A place in the list.
    public record Position(Instant createdAt, UUID id) {}
}

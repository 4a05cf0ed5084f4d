package dev.waymill.events.rest;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The parameters of `GET /internal/dead-letters` besides `owner` (`*` for all), `cursor` and `limit` (1…200),
/// and a part of [DeadLetterBulkRetry]. A null part does not filter.
///
/// @param state `dead`, `retried` or `dismissed`
/// @param from died at or after
/// @param to died before
public record DeadLetterFilter(
        @Nullable String type,
        @Nullable String errorClass,
        @Nullable String state,
        @Nullable Instant from,
        @Nullable Instant to) {
    public static final DeadLetterFilter ALL = new DeadLetterFilter(null, null, null, null, null);
}
